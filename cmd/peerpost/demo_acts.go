package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

// considers is a player reading a message: they decide what to do about it,
// and when.
func (c *cast) considers(p *player, letter mail.Received) {
	now := c.clock.now()
	if link := linkTo(letter, program.ForRegister, ""); link != "" && !p.registered && !p.absent {
		if p.late && !p.reminded {
			p.reminded = true
			return
		}
		c.mean(now.Add(p.after(5*time.Minute, 30*time.Hour)), letter, link, func(ctx context.Context) error { return c.registers(ctx, p, link) })
	}
	if uid := calendarLines(letter.ICS)["UID"]; len(uid) > 0 {
		p.series = uid[0]
	}
	if yes := linkTo(letter, program.ForMet, "yes"); yes != "" {
		link := yes
		if !p.met(c.seed) {
			link = linkTo(letter, program.ForMet, "no")
		}
		if p.random.IntN(25) > 0 { // now and then the question is forgotten
			c.mean(now.Add(p.after(2*time.Minute, 24*time.Hour)), letter, link, func(ctx context.Context) error { return p.answersAll(ctx, link) })
		}
	}
	if link := linkTo(letter, program.ForSurvey, ""); link != "" && !p.surveys[link] {
		_, again := p.surveys[link]
		p.surveys[link] = false
		if p.answersSurveyNow(again) {
			c.mean(now.Add(p.after(10*time.Minute, 72*time.Hour)), letter, link, func(ctx context.Context) error {
				p.surveys[link] = true
				return p.answersAll(ctx, link)
			})
		}
	}
}

// administers is an Administrator reading a message: the first of them
// decides, the others come too late.
func (c *cast) administers(p *player, letter mail.Received) {
	now := c.clock.now()
	if link := linkTo(letter, program.ForReview, ""); link != "" && p.order == 0 {
		c.mean(now.Add(65*time.Minute), letter, link, func(ctx context.Context) error { return c.approves(ctx, p, link) })
	}
	if link := linkTo(letter, program.ForApprove, ""); link != "" && p.order > 0 {
		c.mean(now.Add(3*time.Hour), letter, link, func(ctx context.Context) error { return c.comesTooLate(ctx, p, link) })
	}
	if link := linkTo(letter, program.ForHome, ""); link != "" && p.order == 0 && linkTo(letter, program.ForUndo, "") == "" {
		c.mean(now.Add(6*time.Minute), letter, link, func(ctx context.Context) error { return c.goesHome(ctx, p, link) })
	}
}

// onlyForm opens a page that has one form.
func (p *player) onlyForm(ctx context.Context, link string) (*form, error) {
	page, err := p.browser.open(ctx, link)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	if len(page.forms) != 1 {
		return nil, fmt.Errorf("%s: the page “%s” has %d forms, expected one", p.name, page.title, len(page.forms))
	}
	return page.forms[0], nil
}

// answersAll opens a page, fills its form in and sends it.
func (p *player) answersAll(ctx context.Context, link string) error {
	f, err := p.onlyForm(ctx, link)
	if err != nil {
		return err
	}
	_, err = p.browser.submit(ctx, f, p.fill(f))
	return p.says(err)
}

func (p *player) says(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", p.name, err)
}

func (c *cast) registers(ctx context.Context, p *player, link string) error {
	p.registered = true
	if err := p.answersAll(ctx, link); err != nil {
		return err
	}
	counts, err := c.store.ParticipantCounts(ctx, c.program.ID)
	if n := counts[program.Registered]; n == 1 {
		c.story.tell(c.clock.now(), "%s is the first to register", p.name)
	} else if n == c.asked {
		c.story.tell(c.clock.now(), "%s is the last to register: %d people", p.name, n)
	}
	return err
}

// approves reads the draft, goes on to approve it, and types the number.
func (c *cast) approves(ctx context.Context, p *player, link string) error {
	review, err := p.browser.open(ctx, link)
	if err != nil {
		return p.says(err)
	}
	approve := review.link(string(program.ForApprove))
	if approve == "" {
		return p.says(errors.New("the draft's page has no link to approve it"))
	}
	f, err := p.onlyForm(ctx, approve)
	if err != nil {
		return err
	}
	name, number := numberAskedFor(f)
	if number == "" {
		return p.says(errors.New("the page to approve a draft asks for no number"))
	}
	values := p.fill(f)
	values.Set(name, number)
	c.story.tell(c.clock.now(), "%s reads the draft, and types %s to approve it", p.name, number)
	_, err = p.browser.submit(ctx, f, values)
	return p.says(err)
}

// comesTooLate opens the link to approve a draft that is approved.
func (c *cast) comesTooLate(ctx context.Context, p *player, link string) error {
	_, page, err := p.browser.look(ctx, link)
	if err != nil {
		return p.says(err)
	}
	first := c.admins[0].name
	if len(page.forms) > 0 || !strings.Contains(page.text, first) {
		return p.says(fmt.Errorf("the page “%s” does not say that %s has approved", page.title, first))
	}
	c.tooLate++
	c.story.tell(c.clock.now(), "%s opens the link to approve, and reads: %s", p.name, page.title)
	return nil
}

// goesHome opens the administrator's home, or the page that mails the way in:
// who is not signed in says there who they are, and comes back by the link.
func (c *cast) goesHome(ctx context.Context, p *player, link string) error {
	page, err := p.browser.open(ctx, link)
	if err != nil {
		return p.says(err)
	}
	asked := false
	if len(page.forms) == 1 && !strings.Contains(page.text, c.program.Name) {
		values := p.fill(page.forms[0])
		if asked = values.Has("address"); asked {
			values.Set("address", p.address)
		}
		if page, err = p.browser.submit(ctx, page.forms[0], values); err != nil {
			return p.says(err)
		}
	}
	switch {
	case asked:
	case !strings.Contains(page.text, c.program.Name):
		return p.says(fmt.Errorf("the page “%s” does not show the program", page.title))
	default:
		c.story.tell(c.clock.now(), "%s opens the administrator's home", p.name)
	}
	return nil
}
