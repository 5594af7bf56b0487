package templates

import (
	"strings"
	"testing"
)

func approvePageText(t *testing.T, p ApprovePage) string {
	t.Helper()
	var b strings.Builder
	if err := RenderPage(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestApprovePageSaysWhoIsToldOfOneTwoAndMany(t *testing.T) {
	for _, c := range []struct {
		others []string
		want   string
	}{
		{[]string{"Ada"}, "Ada is told that you approved."},
		{[]string{"Ada", "Grace"}, "Ada and Grace are told that you approved."},
		{[]string{"Ada", "Grace", "Olga"}, "Ada, Grace and Olga are told that you approved."},
	} {
		if page := approvePageText(t, ApprovePage{Others: c.others}); !strings.Contains(page, c.want) {
			t.Errorf("found no %q in\n%s", c.want, page)
		}
	}
	if page := approvePageText(t, ApprovePage{}); strings.Contains(page, "told that you") {
		t.Errorf("somebody is told where nobody else is an administrator:\n%s", page)
	}
}

func TestApprovePageHasNoFormWhilePairingIsOff(t *testing.T) {
	for way, want := range map[string]string{"/switch/x": `href="/switch/x"`, "": "Any administrator can switch it on"} {
		page := approvePageText(t, ApprovePage{Off: true, Switch: way})
		if strings.Contains(page, "<form") || !strings.Contains(page, "Pairing is switched off") || !strings.Contains(page, want) {
			t.Errorf("the page with the switch at %q has a form, or not %q:\n%s", way, want, page)
		}
	}
}
