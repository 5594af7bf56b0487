package main

import (
	"runtime/debug"
	"strings"
)

// versionOf says which build this is: the module's version, the revision it was
// made of, and Go's.
func versionOf(build *debug.BuildInfo) string {
	setting := map[string]string{}
	for _, s := range build.Settings {
		setting[s.Key] = s.Value
	}
	version := build.Main.Version
	if version == "" || version == "(devel)" {
		version = "(built without a version)"
	}
	parts := []string{"peerpost " + version}
	if revision := setting["vcs.revision"]; revision != "" {
		if setting["vcs.modified"] == "true" {
			revision += " with changes"
		}
		parts = append(parts, "revision "+revision)
	}
	return strings.Join(append(parts, build.GoVersion), ", ")
}
