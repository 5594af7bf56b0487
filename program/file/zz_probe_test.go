package file
import ("testing";"fmt";"strings";"time";"github.com/goccy/go-yaml/parser";"github.com/goccy/go-yaml/lexer")
func TestProbe(t *testing.T){
 for _,s:=range []string{strings.Repeat("a: b\n",2000),strings.Repeat("a: b\n",10000),strings.Repeat("- a: b\n",20000),"a:\n"+strings.Repeat("  - [a@example.org, b@example.org]\n",5000),"a:\n"+strings.Repeat("  - [a@example.org, b@example.org]\n",20000),  "a: "+strings.Repeat("x",1000000), "a: \""+strings.Repeat("x\\n",300000)+"\"", "a: \""+strings.Repeat("x\n",400000)+"\"","a: '"+strings.Repeat("x\n\n",300000)+"'","a: ["+strings.Repeat("x,",40000)+"]", "a: |\n"+strings.Repeat("  x\n",200000), "a:"+strings.Repeat("\n  x",200000),strings.Repeat("#\n",400000),strings.Repeat("a\n",400000),strings.Repeat("\n",900000),strings.Repeat("a:\n",9000),"a: "+strings.Repeat("''",400000),strings.Repeat("---\n",200000), strings.Repeat("\"",900000), strings.Repeat("'\n",400000), strings.Repeat(" ",900000),strings.Repeat("\t",900000),strings.Repeat("a ",400000),strings.Repeat("a: |\n",200000), strings.Repeat("{a,",10000),strings.Repeat("@",900000),strings.Repeat("a: [\n",200000),"a: >"+strings.Repeat("\n\n  x",150000)} {
  t0:=time.Now()
  tk:=lexer.Tokenize(s); t1:=time.Since(t0)
  fmt.Printf("%.20q %d tokens lex %v", s, len(tk), t1)
  t0=time.Now()
  if len(tk)<200000 {
  _,err:=parser.Parse(tk,0,parser.AllowDuplicateMapKey())
  e:=""; if err!=nil {e=err.Error(); if len(e)>80 {e=e[:80]}}
  fmt.Printf(" parse %v %q",  time.Since(t0), e)}
  fmt.Println()
 }
}
