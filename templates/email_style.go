package templates

import (
	"fmt"
	html "html/template"
)

// Mail clients drop or rewrite style sheets, so every element of an email
// carries its style. The dark colours stand in the layout's media query, for
// the clients that know it; the others invert these by themselves.
const (
	sansSerif = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,sans-serif;"
	serif     = "font-family:Georgia,'Noto Serif',serif;"
	wrap      = "word-break:break-word;overflow-wrap:anywhere;"
)

var styles = map[string]html.CSS{
	"body":      "margin:0;padding:0;background-color:#f4f2ed;",
	"page":      "background-color:#f4f2ed;",
	"preheader": "display:none;max-height:0;max-width:0;overflow:hidden;font-size:1px;line-height:1px;color:#f4f2ed;",
	"outer":     "padding:24px 12px 32px;",
	"column":    "max-width:600px;margin:0 auto;text-align:left;table-layout:fixed;",
	"program":   sansSerif + wrap + "padding:0 8px 12px;font-size:14px;line-height:20px;letter-spacing:0.02em;color:#565f68;",
	"card":      "padding:32px;background-color:#ffffff;border:1px solid #dedad1;border-top:4px solid #0b5d57;border-radius:4px;",
	"h1":        serif + wrap + "margin:0 0 20px;font-size:24px;line-height:32px;font-weight:normal;color:#1d2328;",
	"h2":        serif + wrap + "margin:28px 0 8px;font-size:19px;line-height:26px;font-weight:normal;color:#1d2328;",
	"h3":        sansSerif + wrap + "margin:20px 0 4px;font-size:16px;line-height:24px;font-weight:bold;color:#1d2328;",
	"p":         sansSerif + wrap + "margin:0 0 16px;font-size:16px;line-height:25px;color:#1d2328;",
	"strong":    sansSerif + wrap + "margin:0;font-size:16px;line-height:25px;font-weight:bold;color:#1d2328;",
	"quiet":     sansSerif + wrap + "margin:0 0 16px;font-size:14px;line-height:21px;color:#565f68;",
	"fact":      sansSerif + wrap + "margin:0 0 12px;font-size:16px;line-height:24px;color:#1d2328;",
	"label":     "font-size:14px;line-height:20px;color:#565f68;",
	"ul":        sansSerif + wrap + "margin:0 0 16px;padding:0 0 0 22px;font-size:16px;line-height:25px;color:#1d2328;",
	"ol":        sansSerif + wrap + "margin:0 0 16px;padding:0 0 0 22px;font-size:16px;line-height:25px;color:#1d2328;",
	"list":      "table-layout:fixed;margin:0 0 16px;",
	"li":        "margin:0 0 6px;",
	"entry":     sansSerif + wrap + "padding:14px 0;border-top:1px solid #dedad1;font-size:16px;line-height:24px;color:#1d2328;",
	"row":       sansSerif + wrap + "padding:6px 0;border-top:1px solid #dedad1;font-size:16px;line-height:24px;color:#1d2328;",
	"around":    "margin:24px 0 16px;border-collapse:separate;",
	"fill":      "background-color:#0b5d57;border-radius:4px;mso-padding-alt:14px 28px;",
	"press":     sansSerif + wrap + "display:inline-block;padding:14px 28px;font-size:16px;line-height:20px;font-weight:bold;color:#ffffff;text-decoration:none;border-radius:4px;",
	"bare":      sansSerif + wrap + "margin:0 0 20px;font-size:13px;line-height:19px;color:#565f68;",
	"link":      "color:#0b5d57;text-decoration:underline;",
	"exit":      "display:inline-block;padding:11px 0;color:#0b5d57;text-decoration:underline;",
	"footer":    wrap + "padding:20px 8px 0;",
	"exits":     sansSerif + wrap + "margin:0;font-size:14px;line-height:20px;color:#565f68;",
	"small":     sansSerif + wrap + "margin:0;font-size:14px;line-height:20px;color:#565f68;",
}

// style returns the inline style of this name.
func style(name string) (html.CSS, error) {
	css, found := styles[name]
	if !found {
		return "", fmt.Errorf("no style %q", name)
	}
	return css, nil
}

// outlook opens or closes the table that Outlook on Windows needs, which does
// not know max-width. html/template drops comments, also conditional ones.
func outlook(part string) html.HTML {
	if part == "open" {
		return `<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->`
	}
	return `<!--[if mso]></td></tr></table><![endif]-->`
}
