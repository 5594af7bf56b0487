package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
)

// browser is how one person reaches the pages. It follows no link by itself.
type browser struct {
	client *http.Client
	origin string
	folder demoFolder
	looked map[string]int // kind of page → how often it was watched for changes; nil watches none
}

func newBrowser(origin string, folder demoFolder, looked map[string]int) *browser {
	jar, _ := cookiejar.New(nil) // has no error to give
	return &browser{origin: origin, folder: folder, looked: looked, client: &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// errOtherwise is a page that is not what a player came for.
var errOtherwise = errors.New("the page is another")

// open shows a page, which must be there.
func (b *browser) open(ctx context.Context, href string) (*sheet, error) {
	status, page, err := b.look(ctx, href)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("found status %d and “%s”, expected a page: %w", status, page.title, errOtherwise)
	}
	return page, pageError(href, err)
}

// look shows a page, whatever it is. The first pages of each kind are watched:
// showing one must not change a byte of the database.
func (b *browser) look(ctx context.Context, href string) (int, *sheet, error) {
	kind := kindOfPage(href)
	watch := b.looked != nil && b.looked[kind] < 3
	var before [2]uint32
	if watch {
		b.looked[kind]++
		before = b.folder.stored()
	}
	status, _, body, err := b.do(ctx, http.MethodGet, href, nil)
	if err != nil {
		return 0, nil, pageError(href, err)
	}
	if watch && b.folder.stored() != before {
		return 0, nil, pageError(href, fmt.Errorf("looking at it changed the database"))
	}
	page, err := readSheet(bytes.NewReader(body))
	return status, page, pageError(href, err)
}

// submit posts a filled-in form and shows where it leads.
func (b *browser) submit(ctx context.Context, f *form, values url.Values) (*sheet, error) {
	status, location, body, err := b.do(ctx, http.MethodPost, f.action, values)
	if err != nil {
		return nil, pageError(f.action, err)
	}
	if status != http.StatusSeeOther {
		page, err := readSheet(bytes.NewReader(body))
		if err == nil {
			err = fmt.Errorf("found status %d and “%s” after filling in the form, expected 303: %w", status, page.title, errOtherwise)
		}
		return nil, pageError(f.action, err)
	}
	return b.open(ctx, location)
}

func (b *browser) do(ctx context.Context, method, href string, values url.Values) (status int, location string, body []byte, err error) {
	target := href
	if strings.HasPrefix(target, "/") {
		target = b.origin + target
	}
	if !strings.HasPrefix(target, b.origin+"/") {
		return 0, "", nil, fmt.Errorf("it leads away from %s", b.origin)
	}
	request, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(values.Encode()))
	if err != nil {
		return 0, "", nil, err
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", b.origin)
	}
	response, err := b.client.Do(request)
	if err != nil {
		return 0, "", nil, err
	}
	defer response.Body.Close()
	body, err = io.ReadAll(io.LimitReader(response.Body, 8<<20))
	return response.StatusCode, response.Header.Get("Location"), body, err
}

// kindOfPage is the first part of a page's path. The rest may be a credential,
// and is not shown.
func kindOfPage(href string) string {
	u, err := url.Parse(href)
	if err != nil {
		return "?"
	}
	kind, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	return kind
}

func pageError(href string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the page /%s: %w", kindOfPage(href), err)
}
