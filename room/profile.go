package room

import (
	"slices"
	"strings"
	"unicode/utf8"

	"corner/room/lang"
	"corner/room/walltime"

	"golang.org/x/text/language"
)

// maxTag bounds what is looked at, in bytes, before anything else is done with it.
const maxTag = 35 // RFC 5646 section 4.4.1

// CleanProfile returns a profile as the room keeps it: the name by CleanName, languages in canonical form and
// each once, levels of what is learned, a time zone that exists. It refuses with ErrInvalidName or ErrInvalidPerson.
func CleanProfile(p Profile) (Profile, error) {
	name, err := CleanName(p.Name)
	if err != nil {
		return Profile{}, err
	}
	speaks, ok := cleanLanguages(p.Speaks, MaxLanguages)
	if !ok {
		return Profile{}, ErrInvalidPerson
	}
	learns, ok := cleanLanguages(p.Learns, MaxLanguages)
	if !ok || !validZone(p.TimeZone) {
		return Profile{}, ErrInvalidPerson
	}
	levels, ok := cleanLevels(p.Levels, learns)
	if !ok {
		return Profile{}, ErrInvalidPerson
	}
	return Profile{Name: name, Speaks: speaks, Learns: learns, Levels: levels, TimeZone: p.TimeZone, Hidden: p.Hidden}, nil
}

// cleanLevels accepts a level for each of the languages that somebody learns, at most one.
func cleanLevels(levels []Skill, learns []string) ([]Skill, bool) {
	if len(levels) > MaxLanguages {
		return nil, false
	}
	var clean []Skill
	for _, l := range levels {
		languages, ok := cleanLanguages([]string{l.Language}, 1)
		if !ok || l.Level < 1 || l.Level > lang.Highest || !slices.Contains(learns, languages[0]) {
			return nil, false
		}
		if slices.ContainsFunc(clean, func(o Skill) bool { return o.Language == languages[0] }) {
			return nil, false
		}
		clean = append(clean, Skill{Language: languages[0], Level: l.Level})
	}
	return clean, true
}

// CleanSettings returns settings as a room keeps them, with defaults for what was left at zero. It refuses with
// ErrInvalidRoom. Owner is left alone: it is the server's to set, and who hosts besides is each named once.
func CleanSettings(s Settings) (Settings, error) {
	title, ok := cleanLine(s.Title, MaxTitle)
	if !ok || title == "" {
		return Settings{}, ErrInvalidRoom
	}
	topic, ok := cleanLine(s.Topic, MaxTopic)
	if !ok {
		return Settings{}, ErrInvalidRoom
	}
	languages, ok := cleanLanguages(s.Languages, MaxPair)
	if !ok || len(languages) == 0 {
		return Settings{}, ErrInvalidRoom
	}
	if s.Seats < 0 || s.Seats > MaxSeats || s.Capacity < 0 || s.Capacity > MaxCapacity {
		return Settings{}, ErrInvalidRoom
	}
	if s.Mode != "" && s.Mode != Free && s.Mode != Apply && s.Mode != InviteOnly {
		return Settings{}, ErrInvalidRoom
	}
	if s.Turn != 0 && (s.Turn < MinTurn || s.Turn > MaxTurn) || s.SlowMode < 0 || s.SlowMode > MaxSlowMode {
		return Settings{}, ErrInvalidRoom
	}
	rules, ok := cleanText(s.Rules, MaxRules, maxRuleLines)
	if !ok && strings.TrimSpace(s.Rules) != "" {
		return Settings{}, ErrInvalidRoom
	}
	translations, ok := cleanTranslations(s.Translations)
	if !ok {
		return Settings{}, ErrInvalidRoom
	}
	if s.CoHosts, ok = cleanCoHosts(s.CoHosts, s.Owner); !ok {
		return Settings{}, ErrInvalidRoom
	}
	s.Title, s.Topic, s.Languages, s.Rules, s.Translations = title, topic, languages, rules, translations
	return s.withDefaults().cleanExchange()
}

// cleanCoHosts keeps each once, and not the owner, who is more.
func cleanCoHosts(ids []string, owner string) ([]string, bool) {
	if len(ids) > MaxCoHosts {
		return nil, false
	}
	var clean []string
	for _, id := range ids {
		if id == "" || len(id) > maxIdentifier || !utf8.ValidString(id) {
			return nil, false
		}
		if id != owner && !slices.Contains(clean, id) {
			clean = append(clean, id)
		}
	}
	return clean, true
}

// cleanTranslations keeps one per language; an empty one says nothing and goes.
func cleanTranslations(list []Translation) ([]Translation, bool) {
	if len(list) > MaxPair {
		return nil, false
	}
	var clean []Translation
	for _, t := range list {
		title, titled := cleanLine(t.Title, MaxTitle)
		rules, ruled := cleanText(t.Rules, MaxRules, maxRuleLines)
		languages, ok := cleanLanguages([]string{t.Language}, 1)
		if !titled || !ruled && strings.TrimSpace(t.Rules) != "" || !ok {
			return nil, false
		}
		if title == "" && rules == "" {
			continue
		}
		if slices.ContainsFunc(clean, func(o Translation) bool { return o.Language == languages[0] }) {
			return nil, false
		}
		clean = append(clean, Translation{Language: languages[0], Title: title, Rules: rules})
	}
	return clean, true
}

// cleanLanguages parses BCP 47 tags. Private-use and undetermined tags name no language.
func cleanLanguages(tags []string, most int) ([]string, bool) {
	if len(tags) > most {
		return nil, false
	}
	clean := make([]string, 0, len(tags))
	for _, tag := range tags {
		if len(tag) > maxTag {
			return nil, false
		}
		name, ok := canonical(tag)
		if !ok {
			return nil, false
		}
		if !slices.Contains(clean, name) {
			clean = append(clean, name)
		}
	}
	return clean, true
}

// canonical is a tag as everyone writes it. It is false for what is no tag of a known language.
func canonical(tag string) (string, bool) {
	parsed, err := language.Parse(tag)
	if err != nil {
		return "", false
	}
	name := parsed.String()
	if base, _, _ := parsed.Raw(); base.IsPrivateUse() || strings.HasPrefix(name, "und") || strings.HasPrefix(name, "x-") {
		return "", false
	}
	return name, true
}

// validZone accepts "" and what walltime.Zone knows.
func validZone(name string) bool {
	if name == "" {
		return true
	}
	_, err := walltime.Zone(name)
	return err == nil
}

// clone copies a profile, so that the room shares no memory with the caller.
func (p Profile) clone() Profile {
	p.Speaks = slices.Clone(p.Speaks)
	p.Learns = slices.Clone(p.Learns)
	p.Levels = slices.Clone(p.Levels)
	return p
}
