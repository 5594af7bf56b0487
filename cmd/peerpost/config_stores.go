package main

import (
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/peerpost/peerpost/jobs"
)

func (c *settingsCheck) checkDatabase() {
	s := &c.settings
	if s.DatabaseURL == "" {
		s.DatabaseURL = "sqlite:" + filepath.Join(s.Data, "peerpost.db")
		return
	}
	const advice = "set sqlite:PATH or mysql://user:password@host:3306/name, with special characters of the password percent-encoded"
	scheme, rest, _ := strings.Cut(s.DatabaseURL, ":")
	u, err := url.Parse(s.DatabaseURL)
	switch {
	case scheme == "sqlite" && (rest == "" || rest == ":memory:" || strings.HasPrefix(rest, "//")):
		c.problem("DATABASE_URL", "found sqlite: without a path behind it, expected the path of a file; %s", advice)
	case scheme == "sqlite":
		if _, options, _ := strings.Cut(rest, "?"); options != "" && options != "synchronous=off" {
			c.problem("DATABASE_URL", "found an option that does not exist, expected none; remove what follows the ?")
		}
	case scheme != "mysql":
		c.problem("DATABASE_URL", "found another scheme, expected sqlite: or mysql:; %s", advice)
	case err != nil || u.Hostname() == "" || u.Port() != "" && !validPort(u.Port()) || u.Fragment != "":
		c.problem("DATABASE_URL", "found a URL that cannot be read, expected mysql://user:password@host:3306/name; %s", advice)
	case u.User.Username() == "":
		c.problem("DATABASE_URL", "found no user, expected mysql://user:password@host:3306/name; %s", advice)
	case strings.Trim(u.Path, "/") == "" || strings.Contains(strings.Trim(u.Path, "/"), "/"):
		c.problem("DATABASE_URL", "found no name of a database, expected mysql://user:password@host:3306/name; %s", advice)
	case !only(u.RawQuery, map[string][]string{"tls": {"true", "false", "skip-verify", "preferred"}}):
		c.problem("DATABASE_URL", "found an option that does not exist, expected none but tls=true, tls=preferred, tls=skip-verify or tls=false; correct what follows the ?")
	default:
		c.checkManyHosts()
	}
}

// only reports whether a query has none but these options, each once and with
// one of these values.
func only(query string, options map[string][]string) bool {
	values, err := url.ParseQuery(query)
	for name, given := range values {
		if len(given) != 1 || !slices.Contains(options[name], given[0]) {
			return false
		}
	}
	return err == nil
}

// checkManyHosts runs where the database can be shared.
func (c *settingsCheck) checkManyHosts() {
	if c.given["SECRET"] == "" && !c.failed("SECRET") {
		c.problem("SECRET", "found none beside a MySQL database, expected the same one on every host; make one with: openssl rand -hex 32")
	}
	if c.settings.RedisURL == "" {
		c.settings.Warnings = append(c.settings.Warnings, prefix+"REDIS_URL: found none beside a MySQL database; "+
			"one process works so, several wake each other only through Redis: set it before you start a second")
	}
}

func (c *settingsCheck) checkRedis() {
	raw := c.settings.RedisURL
	if raw == "" {
		return
	}
	const advice = "set redis://, rediss://, redis-sentinel://host:26379,host:26379?master=NAME or redis-cluster://host:6379,host:6379"
	scheme, _, _ := strings.Cut(raw, ":")
	if !slices.Contains([]string{"redis", "rediss", "redis-sentinel", "redis-cluster"}, scheme) {
		c.problem("REDIS_URL", "found another scheme, expected one of Redis's; %s", advice)
		return
	}
	u, hosts, ok := splitHosts(raw)
	switch {
	case !ok:
		c.problem("REDIS_URL", "found a URL that cannot be read, expected host:port; %s", advice)
	case hosts > 1 && (scheme == "redis" || scheme == "rediss"):
		c.problem("REDIS_URL", "found several hosts, expected one; %s", advice)
	case scheme == "redis-sentinel" && u.Query().Get("master") == "":
		c.problem("REDIS_URL", "found no master, expected its name; %s", advice)
	default:
		if _, err := jobs.RedisOf(raw); err != nil {
			c.problem("REDIS_URL", "%v; %s", err, advice)
		}
	}
}

// splitHosts reads a URL whose authority may list several hosts, which url.Parse
// refuses, and returns it with the first alone.
func splitHosts(raw string) (first *url.URL, hosts int, ok bool) {
	scheme, rest, found := strings.Cut(raw, "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, tail := rest[:end], rest[end:]
	user := authority[:strings.LastIndexByte(authority, '@')+1]
	list := strings.Split(authority[len(user):], ",")
	for _, host := range list {
		u, err := url.Parse("redis://" + host)
		if err != nil || u.Hostname() == "" || u.Port() != "" && !validPort(u.Port()) {
			return nil, 0, false
		}
	}
	first, err := url.Parse(scheme + "://" + user + list[0] + tail)
	return first, len(list), found && err == nil && first.Fragment == ""
}
