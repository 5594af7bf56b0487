package jobs

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// RedisOf reads PEERPOST_REDIS_URL: redis:// or rediss:// (TLS) for a single
// server, redis-sentinel:// with ?master=NAME, or redis-cluster://. Sentinel
// and Cluster take several hosts, separated by commas. Its errors do not hold
// the URL, which may hold a password.
func RedisOf(raw string) (asynq.RedisConnOpt, error) {
	p, err := parseRedis(raw)
	if err != nil {
		return nil, err
	}
	var secure *tls.Config
	if p.tls {
		host, _, _ := strings.Cut(p.hosts[0], ":")
		secure = &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	}
	switch p.scheme {
	case "redis", "rediss":
		return asynq.RedisClientOpt{Addr: p.hosts[0], Username: p.user, Password: p.password, DB: p.db, TLSConfig: secure}, nil
	case "redis-sentinel":
		return asynq.RedisFailoverClientOpt{MasterName: p.master, SentinelAddrs: p.hosts, Username: p.user, Password: p.password, DB: p.db, TLSConfig: secure}, nil
	default:
		return asynq.RedisClusterClientOpt{Addrs: p.hosts, Username: p.user, Password: p.password, TLSConfig: secure}, nil
	}
}

type redisURL struct {
	scheme, user, password, master string
	hosts                          []string
	db                             int
	tls                            bool
}

func parseRedis(raw string) (p redisURL, err error) {
	scheme, rest, found := strings.Cut(raw, "://")
	ports := map[string]string{"redis": "6379", "rediss": "6379", "redis-sentinel": "26379", "redis-cluster": "6379"}
	if !found || ports[scheme] == "" {
		return p, errors.New("the Redis URL begins with none of redis://, rediss://, redis-sentinel://, redis-cluster://")
	}
	authority, after, _ := strings.Cut(rest, "/")
	if cut := strings.LastIndexByte(authority, '@'); cut >= 0 {
		user, err := url.Parse("redis://" + authority[:cut] + "@host")
		if err != nil {
			return p, errors.New("the Redis URL has a user or password that is not percent-encoded")
		}
		p.user = user.User.Username()
		p.password, _ = user.User.Password()
		authority = authority[cut+1:]
	}
	path, query, _ := strings.Cut(after, "?")
	if host, q, found := strings.Cut(authority, "?"); found {
		authority, query = host, q
	}
	for host := range strings.SplitSeq(authority, ",") {
		if host == "" {
			return p, errors.New("the Redis URL has no host")
		}
		if !strings.Contains(host, ":") {
			host += ":" + ports[scheme]
		}
		p.hosts = append(p.hosts, host)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return p, errors.New("the Redis URL has options that cannot be read")
	}
	for name, given := range values { // which may be half a password: not shown
		tls := name == "tls" && (given[0] == "true" || given[0] == "false")
		if len(given) > 1 || !tls && !(name == "master" && scheme == "redis-sentinel") {
			return p, errors.New("found an option that does not exist, expected none but tls=true and, of Sentinel, master=NAME")
		}
	}
	p.scheme, p.master, p.tls = scheme, values.Get("master"), scheme == "rediss" || values.Get("tls") == "true"
	if path != "" {
		if p.db, err = strconv.Atoi(path); err != nil || p.db < 0 {
			return p, errors.New("found a path that is no number, expected that of a database, like /0")
		}
	}
	return p, p.check()
}

func (p redisURL) check() error {
	switch {
	case p.scheme == "redis-sentinel" && p.master == "":
		return errors.New("the Redis URL of Sentinel needs ?master=NAME")
	case strings.HasPrefix(p.scheme, "rediss") && len(p.hosts) > 1, p.scheme == "redis" && len(p.hosts) > 1:
		return errors.New("the Redis URL has several hosts; use redis-sentinel:// or redis-cluster://")
	case p.scheme == "redis-cluster" && p.db != 0:
		return errors.New("found the number of a database behind a Redis Cluster, expected none: it has only 0")
	}
	return nil
}

// ProbeRedis proves that Redis answers, and warns of settings that make it
// forget what is queued.
func ProbeRedis(ctx context.Context, raw string) (warnings []string, err error) {
	redis.SetLogger(redisLog{slog.New(slog.DiscardHandler)}) // the error says it all
	opt, err := RedisOf(raw)
	if err != nil {
		return nil, err
	}
	client, ok := opt.MakeRedisClient().(redis.UniversalClient)
	if !ok {
		return nil, fmt.Errorf("no client for a %T", opt)
	}
	defer client.Close()
	if err := client.Ping(ctx).Err(); err != nil {
		return nil, fmt.Errorf("no answer from Redis: %w", err)
	}
	policy, err := client.ConfigGet(ctx, "maxmemory-policy").Result()
	if err != nil {
		warnings = append(warnings, "maxmemory-policy cannot be read; make sure it is noeviction")
	} else if p := policy["maxmemory-policy"]; p != "noeviction" {
		warnings = append(warnings, fmt.Sprintf("maxmemory-policy is %s; set it to noeviction, or wake-up calls are lost and mail leaves late", p))
	}
	info, err := client.InfoMap(ctx, "server").Result()
	if err == nil && tooOld(info["Server"]["redis_version"]) {
		warnings = append(warnings, fmt.Sprintf("Redis is %s; 6.2 or newer is expected", info["Server"]["redis_version"]))
	}
	return warnings, nil
}

func tooOld(version string) bool {
	var major, minor int
	if _, err := fmt.Sscanf(version, "%d.%d", &major, &minor); err != nil {
		return false
	}
	return major < 6 || major == 6 && minor < 2
}

// InProcessRedis is a Redis inside this process, for an installation of one
// process. It stops when ctx ends.
func InProcessRedis(ctx context.Context) (asynq.RedisConnOpt, error) {
	server := miniredis.NewMiniRedis()
	if err := server.Start(); err != nil {
		return nil, fmt.Errorf("start the in-process Redis: %w", err)
	}
	go func() {
		defer server.Close()
		const step = 100 * time.Millisecond
		ticker := time.NewTicker(step)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				server.FastForward(step) // else no key ever expires
			}
		}
	}()
	return asynq.RedisClientOpt{Addr: server.Addr()}, nil
}
