package jobs

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/templates"
)

func TestCountsThatTellSinglePeopleAreHidden(t *testing.T) {
	for name, c := range map[string]struct {
		counts []int
		want   []bool
	}{
		"all are large":                      {[]int{7, 5, 6}, []bool{false, false, false}},
		"the total tells a single small one": {[]int{9, 3, 6, 7}, []bool{false, true, true, false}},
		"two small ones that sum to few":     {[]int{9, 1, 2, 7}, []bool{false, true, true, true}},
		"two small ones that sum to enough":  {[]int{9, 3, 4, 7}, []bool{false, true, true, false}},
		"nobody chose it":                    {[]int{9, 0, 6}, []bool{false, true, true}},
		"all chose one":                      {[]int{12, 0}, []bool{true, true}},
	} {
		var choices []templates.ChoiceCount
		for _, n := range c.counts {
			choices = append(choices, templates.ChoiceCount{Count: n})
		}
		hideSmall(choices)
		var got []bool
		for _, choice := range choices {
			got = append(got, choice.Hidden)
			if choice.Hidden && choice.Count != 0 {
				t.Errorf("%s: a hidden count is still there", name)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
