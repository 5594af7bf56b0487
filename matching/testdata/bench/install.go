package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// python is Debian's, which has Debian's scipy.
const python = "/usr/bin/python3"

// install finds what the baselines need; as root on Debian it installs what is
// missing, elsewhere it says what to type.
func install(chosen []class) error {
	list := missing(chosen)
	if len(list) == 0 {
		return nil
	}
	apt := append([]string{"apt-get", "install", "-y", "--no-install-recommends"}, list...)
	if _, err := exec.LookPath("apt-get"); err != nil {
		return fmt.Errorf("found no %s (Debian's names); install what your system calls them", strings.Join(list, " "))
	}
	if os.Getuid() != 0 {
		return fmt.Errorf("found no %s; type: sudo apt-get update && sudo %s", strings.Join(list, " "), strings.Join(apt, " "))
	}
	if err := errors.Join(command("apt-get", "update", "-q").Run(), command(apt...).Run()); err != nil {
		return fmt.Errorf("install %s: %w", strings.Join(list, " "), err)
	}
	if list := missing(chosen); len(list) > 0 {
		return fmt.Errorf("installed, but still not found: %s", strings.Join(list, " "))
	}
	return nil
}

// missing lists Debian's packages that are not there.
func missing(chosen []class) []string {
	needs := map[string]func() error{}
	for _, c := range chosen {
		switch c.baseline {
		case "matching", "flow":
			needs["g++"] = func() error { _, err := exec.LookPath("g++"); return err }
			needs["liblemon-dev"] = func() error { _, err := os.Stat("/usr/include/lemon/matching.h"); return err }
		case "assignment":
			needs["python3-scipy"] = exec.Command(python, "-c", "import scipy.optimize").Run
		}
	}
	var list []string
	for _, name := range []string{"g++", "liblemon-dev", "python3-scipy"} {
		if look := needs[name]; look != nil && look() != nil {
			list = append(list, name)
		}
	}
	return list
}
