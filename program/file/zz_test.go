package file
import ("testing";"fmt";"strings";"time")
func TestZZ(t *testing.T){
 base:="name: Engineering\nslug: eng\ngoal: networking\nadmins: [ada@example.org]\ntimezone: Europe/Berlin\nregistration: {opens: 2027-01-11, closes: 2027-01-22}\nmatching: {opens: 2027-01-25, closes: 2027-02-05}\nlength: 6 months\n"
 p,err:=ReadProgram("program.yaml",[]byte(base)); fmt.Printf("%+v %v\n",p,err)
 for _,s:=range []string{"pairing: {odd: tri}","pairing:\n  odd:\n  oddd: x","nam: x","name: x","---\na: b","goal: [a]","foo: &a [1]","foo: *a","second: !!str 1","pairing: {minimum_score: 010}","pairing: {second_approval_above: 010}","pairing: x","pairing: [a, b","closures: 2027-01-01","closures: [2027-02-30]","pairing: {requirements: [{same: deparment}]}","pairing: {requirements: [{same: a, different: b}]}","pairing: {requirements: [{question: interests, weight: 3}]}","pairing: {recommendations: [{question: interests, meets: known, weight: 3}]}","pairing: {do_not_pair: [[a@example.org, A@example.org]]}","starts: 2027-02-01","surveys:\n- name: x\n  when: midpont\n  questions: []","\tx: y","import: {columns: {a b: nme}}","import: {columns: {a b: {question: nme, split: \"\"}}}","language: de","roles: {boss: x}","questionnaire:\n- {id: a, text: x, type: multiple choice}\n- {id: a, text: x, type: scal}\n- {id: department, text: x, type: text, for: mentor}\n- {id: c, text: x, type: text, options: a;b}", "support: \"a\\u202eb\"","<<: {a: b}","? a\n: b","pairing: {undo: 10}", "x"+strings.Repeat("y",300)+": 1","group: {min: 5, max: 3}","sessions: {every: 8 months}","pairing: {approval: automatic}","pairing: {requirements: [{timezone_gap: 5h}, {similar: known},{overlap: x}, {question: nope, meets: nada}, {same: working_hours}, {}, 3]}","send_hours: 18:00-08:00","a: @x", "\x00", "\xe4", "a\rb"} {
  _,err:=ReadProgram("program.yaml",[]byte(base+s+"\n"))
  fmt.Printf("%.60q\n", s); if err==nil {fmt.Println("   OK?!")} else {fmt.Println("   "+strings.ReplaceAll(err.Error(),"\n","\n   "))}
 }
 for _,s:=range []string{"","# c\n","- a","a","{}","[","null","name: x","---\n---\n"} {
  _,err:=ReadProgram("program.yaml",[]byte(s))
  fmt.Printf("%.60q\n", s); if err==nil {fmt.Println("   OK?!")} else {fmt.Println("   "+strings.ReplaceAll(err.Error(),"\n","\n   "))}
 }
 for _,s:=range []string{strings.Repeat("a: b\n",200000),strings.Repeat("- ",500000),strings.Repeat("-\n ",10000), strings.Repeat("[",1000000),strings.Repeat("{a: ",250000),strings.Repeat("@",1000000),strings.Repeat("a: [\n",200000),strings.Repeat("a: |\n",200000),strings.Repeat("? ",500000),strings.Repeat("a:\n",5000),"x: ["+strings.Repeat("a,",500000)+"]",strings.Repeat("a: b: ",100000),strings.Repeat("\"\" ",300000), strings.Repeat("#\n",500000)} {
  t0:=time.Now(); _,err:=ReadProgram("p",[]byte(s)); e:="nil"; if err!=nil {e=err.Error()}; fmt.Printf("%.20q %v %.150s\n",s,time.Since(t0),e)
 }
 var b strings.Builder
 for i:=0;i<1000;i++ {b.WriteString(strings.Repeat(" ",i)+"a:\n")}
 t0:=time.Now(); _,err=ReadProgram("p",[]byte(b.String())); fmt.Println(time.Since(t0),err)
}
