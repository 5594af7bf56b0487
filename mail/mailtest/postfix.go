package mailtest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Postfix is a real mail server on loopback, of a test's own, that delivers mail of
// the domain example.org into the mailboxes of a Dovecot. Only root can run one.
type Postfix struct{ Address string } // host:port, without TLS

// StartPostfix runs one for the mailboxes of these names until the test ends. An
// address with a tag, like ana+tag, is its owner's.
func StartPostfix(tb testing.TB, d *Dovecot, names ...string) *Postfix {
	tb.Helper()
	path := programPath(tb, "postfix")
	folder, err := os.MkdirTemp("", "postfix")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(folder) })
	p := &Postfix{Address: freeAddress(tb)}
	_, port, _ := net.SplitHostPort(p.Address)
	config, queue, data := filepath.Join(folder, "etc"), filepath.Join(folder, "queue"), filepath.Join(folder, "data")
	main := fmt.Sprintf(`compatibility_level = 3.6
queue_directory = %s
data_directory = %s
maillog_file = %s/log
maillog_file_prefixes = %s
myhostname = mx.example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = example.org
virtual_mailbox_base = %s
virtual_mailbox_maps = texthash:%s/mailboxes
virtual_uid_maps = static:%s
virtual_gid_maps = static:%s
virtual_minimum_uid = 1
recipient_delimiter = +
default_transport = error:nothing leaves a test
relayhost =
alias_maps =
local_recipient_maps =
`, queue, data, folder, folder, filepath.Dir(d.Box("x")), config, d.Owner().Uid, d.Owner().Gid)
	master := fmt.Sprintf(`127.0.0.1:%s inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
postlog unix-dgram n - n - 1 postlogd
`, port)
	files := map[string]string{
		filepath.Join(config, "main.cf"): main, filepath.Join(config, "master.cf"): master,
	}
	for _, name := range names {
		files[filepath.Join(config, "mailboxes")] += name + "@example.org " + name + "/\n"
	}
	for _, made := range []string{config, queue, data} {
		if err := os.MkdirAll(made, 0o755); err != nil {
			tb.Fatal(err)
		}
	}
	if err := os.Chmod(folder, 0o755); err != nil {
		tb.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	run := func(words ...string) {
		tb.Helper()
		if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
			said, _ := os.ReadFile(filepath.Join(folder, "log"))
			tb.Fatalf("%s: %v\n%s%s", strings.Join(words, " "), err, out, said)
		}
	}
	run("chown", "postfix", data)
	run(path, "-c", config, "start")
	tb.Cleanup(func() {
		if tb.Failed() {
			said, _ := os.ReadFile(filepath.Join(folder, "log"))
			tb.Logf("Postfix: %s", said)
		}
		exec.Command(path, "-c", config, "abort").Run()
	})
	waitFor(tb, "Postfix", p.Address, filepath.Join(folder, "log"))
	return p
}
