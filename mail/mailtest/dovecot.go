package mailtest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Dovecot is a real mailbox server on loopback, of a test's own. Everybody's
// password is "secret", and everybody has a mailbox.
type Dovecot struct {
	Address string // host:port, without TLS
	folder  string
	owner   *user.User // of the mailboxes
	config  string
	process *exec.Cmd
}

// StartDovecot runs one until the test ends. Options are lines of its configuration
// more.
func StartDovecot(tb testing.TB, options ...string) *Dovecot {
	tb.Helper()
	path := programPath(tb, "dovecot")
	folder, err := os.MkdirTemp("", "dovecot") // short: its sockets' paths have a limit
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(folder) })
	d := &Dovecot{Address: freeAddress(tb), folder: folder, owner: ownerOf(tb)}
	_, port, _ := net.SplitHostPort(d.Address)
	group, err := user.LookupGroupId(d.owner.Gid)
	if err != nil {
		tb.Fatal(err)
	}
	d.config = filepath.Join(folder, "dovecot.conf")
	lines := fmt.Sprintf(`base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = %[2]s
default_internal_group = %[3]s
default_login_user = %[2]s
first_valid_uid = 1
first_valid_gid = 1
service imap-login {
  chroot =
  inet_listener imap {
    port = %[4]s
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=%[5]s gid=%[6]s home=%[1]s/mail/%%u
}
mail_location = maildir:%[1]s/mail/%%u
`, folder, d.owner.Username, group.Name, port, d.owner.Uid, d.owner.Gid)
	if err := os.WriteFile(d.config, []byte(lines+strings.Join(options, "\n")+"\n"), 0o644); err != nil {
		tb.Fatal(err)
	}
	if err := d.own(folder, filepath.Join(folder, "mail"), filepath.Join(folder, "run"), filepath.Join(folder, "state")); err != nil {
		tb.Fatal(err)
	}
	d.start(tb, path)
	tb.Cleanup(d.Kill)
	return d
}

// own makes folders of the mailboxes' owner.
func (d *Dovecot) own(folders ...string) error {
	uid, _ := strconv.Atoi(d.owner.Uid)
	gid, _ := strconv.Atoi(d.owner.Gid)
	for _, folder := range folders {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		if err := os.Chmod(folder, 0o755); err != nil {
			return err
		}
		if err := os.Chown(folder, uid, gid); err != nil {
			return err
		}
	}
	return nil
}

func (d *Dovecot) start(tb testing.TB, path string) {
	tb.Helper()
	d.process = exec.Command(path, "-F", "-c", d.config)
	d.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := d.process.Start(); err != nil {
		tb.Fatal(err)
	}
	waitFor(tb, "Dovecot", d.Address, filepath.Join(d.folder, "log"))
}

// Restart begins it anew after Kill.
func (d *Dovecot) Restart(tb testing.TB) {
	tb.Helper()
	os.Remove(filepath.Join(d.folder, "run", "master.pid"))
	d.start(tb, d.process.Path)
}

// Kill ends it, and whoever is connected.
func (d *Dovecot) Kill() {
	if d.process.ProcessState != nil {
		return
	}
	d.process.Process.Signal(syscall.SIGTERM)
	ended := make(chan struct{})
	go func() {
		d.process.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(500 * time.Millisecond): // it waits for whoever is connected
		syscall.Kill(-d.process.Process.Pid, syscall.SIGKILL)
		<-ended
	}
}

// Deliver puts a message into somebody's mailbox, as mail servers do.
func (d *Dovecot) Deliver(tb testing.TB, name, message string) {
	tb.Helper()
	box := d.Box(name)
	if err := d.own(box, filepath.Join(box, "tmp"), filepath.Join(box, "new"), filepath.Join(box, "cur")); err != nil {
		tb.Fatal(err)
	}
	file, err := os.CreateTemp(filepath.Join(box, "tmp"), fmt.Sprintf("%d.*.test", time.Now().UnixNano()))
	if err != nil {
		tb.Fatal(err)
	}
	uid, _ := strconv.Atoi(d.owner.Uid)
	gid, _ := strconv.Atoi(d.owner.Gid)
	_, err = file.WriteString(message)
	for _, err := range []error{err, file.Chown(uid, gid), file.Close(), os.Rename(file.Name(), filepath.Join(box, "new", filepath.Base(file.Name())))} {
		if err != nil {
			tb.Fatal(err)
		}
	}
}

// Box is the Maildir of somebody.
func (d *Dovecot) Box(name string) string { return filepath.Join(d.folder, "mail", name) }

// Owner is whose the mailboxes are.
func (d *Dovecot) Owner() *user.User { return d.owner }

// ownerOf is whose mailboxes are: root may not have any.
func ownerOf(tb testing.TB) *user.User {
	tb.Helper()
	me, err := user.Current()
	if err == nil && me.Uid == "0" {
		me, err = user.Lookup("nobody")
	}
	if err != nil {
		tb.Fatal(err)
	}
	return me
}

// programPath finds a server that make deps installs.
func programPath(tb testing.TB, name string) string {
	tb.Helper()
	for _, folder := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin", "/usr/local/sbin") {
		if path := filepath.Join(folder, name); executable(path) {
			return path
		}
	}
	tb.Fatalf("found no %s; run make deps", name)
	return ""
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

func freeAddress(tb testing.TB) string {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// waitFor waits until a server answers.
func waitFor(tb testing.TB, name, address, log string) {
	tb.Helper()
	for range 200 {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	said, _ := os.ReadFile(log)
	tb.Fatalf("%s does not answer: %s", name, said)
}
