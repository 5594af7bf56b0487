package main

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// demoMark is the file by which the demo knows a folder as its own. It holds
// the address of the demo that runs there.
const demoMark = "peerpost-demo"

// demoFolder is where a demo keeps its database and its mail.
type demoFolder string

// openDemoFolder makes the demo's folder inside data, empty. It empties no
// folder that it does not know as its own, nor one where a demo still runs.
func openDemoFolder(data, address string) (demoFolder, error) {
	path, err := filepath.Abs(filepath.Join(data, "demo"))
	if err != nil {
		return "", err
	}
	f := demoFolder(path)
	refuse := func(format string, args ...any) (demoFolder, error) {
		return "", wrongInput{fmt.Errorf("%s: "+format, append([]any{path}, args...)...), "move it away, or set " + prefix + "DATA to another folder"}
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return refuse("it cannot be looked at (%v)", reason(err))
	case !info.IsDir():
		return refuse("found something that is not a folder")
	default:
		ours, running, err := f.mark(address)
		if err != nil {
			return refuse("it cannot be read (%v)", reason(err))
		}
		if !ours {
			return refuse("found files that no demo made")
		}
		if running != "" {
			return "", wrongInput{fmt.Errorf("%s: a demo runs there, at http://%s", path, running), "end it first, or set " + prefix + "DATA to another folder"}
		}
	}
	if err := f.renew(address); err != nil {
		return "", fmt.Errorf("%w; set %sDATA to a folder that this user may write", err, prefix)
	}
	return f, nil
}

// mark says whether the folder is a demo's or empty, and where one runs. Own
// is the address that this one holds: no other can be there.
func (f demoFolder) mark(own string) (ours bool, running string, err error) {
	entries, err := os.ReadDir(string(f))
	if err != nil || len(entries) == 0 {
		return err == nil, "", err
	}
	text, err := os.ReadFile(f.join(demoMark))
	if errors.Is(err, fs.ErrNotExist) {
		return false, "", nil
	}
	address := strings.TrimSpace(string(text))
	if err != nil || address == "" || address == own {
		return err == nil, "", err
	}
	conn, dialled := net.DialTimeout("tcp", address, time.Second)
	if dialled == nil {
		running = address
		err = conn.Close()
	}
	return true, running, err
}

// renew empties the folder and marks it. The mark goes last and comes first,
// so that a demo that was killed in between still knows its folder.
func (f demoFolder) renew(address string) error {
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == demoMark {
			continue
		}
		if err := os.RemoveAll(f.join(e.Name())); err != nil {
			return err
		}
	}
	return os.WriteFile(f.join(demoMark), []byte(address+"\n"), 0o600)
}

// close says that no demo runs there any more. The messages stay.
func (f demoFolder) close() { _ = os.WriteFile(f.join(demoMark), []byte("\n"), 0o600) }

func (f demoFolder) join(name string) string { return filepath.Join(string(f), name) }

func (f demoFolder) database() string { return f.join("peerpost.db") }

func (f demoFolder) mail() string { return f.join("mail") }

// stored is a fingerprint of all that the database holds: SQLite writes each
// commit to one of these files.
func (f demoFolder) stored() [2]uint32 {
	return [2]uint32{checksum(f.database()), checksum(f.database() + "-wal")}
}

// checksum is a file's; 0 where there is none.
func checksum(path string) uint32 {
	f, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	h := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	if _, err := io.Copy(h, f); err != nil {
		return 0
	}
	return h.Sum32()
}
