package offer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pion/sdp/v3"
)

// Parse reads an offer. Refusals are *Error.
func Parse(text string) (Offer, error) {
	if err := gate(text); err != nil {
		return Offer{}, err
	}
	var session sdp.SessionDescription
	if err := session.UnmarshalString(text); err != nil {
		return Offer{}, bad("not a session description")
	}
	bundle, err := bundleOf(&session)
	if err != nil {
		return Offer{}, err
	}
	var o Offer
	mids := make(map[string]bool)
	for _, m := range session.MediaDescriptions {
		l, err := parseLine(m)
		if err != nil {
			return Offer{}, err
		}
		if mids[l.Mid] {
			return Offer{}, bad("two m-lines have the same mid")
		}
		mids[l.Mid] = true
		o.lines = append(o.lines, l)
	}
	if err := o.assign(&session, bundle); err != nil {
		return Offer{}, err
	}
	o.Remote, err = o.transport(&session)
	if err != nil {
		return Offer{}, err
	}
	return o, nil
}

// gate bounds the text before anything parses it.
func gate(text string) *Error {
	switch {
	case text == "":
		return bad("empty")
	case len(text) > MaxBytes:
		return bad("longer than 16 KiB")
	case strings.Count(text, "\n") > MaxLines || strings.Count(text, "\r") > MaxLines:
		return bad("more than 200 lines")
	case mLines(text) > MaxMLines:
		return bad("more than 4 m-lines")
	case !utf8.ValidString(text):
		return bad("not UTF-8")
	}
	for i := range len(text) { // in UTF-8 no part of a longer character is below 0x80
		if b := text[i]; b < ' ' && b != '\r' && b != '\n' && b != '\t' || b == 0x7f {
			return bad("control characters")
		}
	}
	return nil
}

func mLines(text string) int {
	n := strings.Count(text, "\nm=") + strings.Count(text, "\rm=")
	if strings.HasPrefix(text, "m=") {
		n++
	}
	return n
}

// bundleOf returns the mids of the one BUNDLE group.
func bundleOf(session *sdp.SessionDescription) ([]string, *Error) {
	var mids []string
	for _, a := range session.Attributes {
		if a.Key != "group" {
			continue
		}
		fields := strings.Fields(a.Value)
		if len(fields) == 0 || fields[0] != "BUNDLE" {
			continue
		}
		if mids != nil {
			return nil, bad("more than one BUNDLE group")
		}
		mids = fields[1:]
	}
	if len(mids) == 0 {
		return nil, bad("no BUNDLE group")
	}
	return mids, nil
}

// assign decides what becomes of each m-line: the first audio line that can send is the microphone, the others
// that can receive are slots, anything else is rejected.
func (o *Offer) assign(session *sdp.SessionDescription, bundle []string) *Error {
	for i, m := range session.MediaDescriptions {
		l := &o.lines[i]
		if l.media != "audio" || unwanted(m) || !slices.Contains(bundle, l.Mid) {
			continue
		}
		if err := l.readAudio(session, m); err != nil {
			return err
		}
		sends, receives := directions(session, m)
		switch {
		case sends && o.Microphone.Mid == "":
			l.use = microphone
			o.Microphone = l.Line
		case receives && len(o.Slots) < MaxSlots:
			l.use = slot
			o.Slots = append(o.Slots, l.Line)
		}
	}
	if o.Microphone.Mid == "" && len(o.Slots) == 0 {
		return bad("no audio line that can be used")
	}
	return nil
}

// unwanted reports whether the client itself has switched an m-line off.
func unwanted(m *sdp.MediaDescription) bool {
	_, bundleOnly := m.Attribute("bundle-only")
	return m.MediaName.Port.Value == 0 && !bundleOnly
}

// directions reports what the client would do on an m-line: send, receive.
func directions(session *sdp.SessionDescription, m *sdp.MediaDescription) (sends, receives bool) {
	for _, attributes := range [][]sdp.Attribute{m.Attributes, session.Attributes} {
		for _, a := range attributes {
			switch a.Key {
			case "sendrecv":
				return true, true
			case "sendonly":
				return true, false
			case "recvonly":
				return false, true
			case "inactive":
				return false, false
			}
		}
	}
	return true, true
}

// parseLine reads what every m-line must have, used or not.
func parseLine(m *sdp.MediaDescription) (line, *Error) {
	mid, ok := m.Attribute("mid")
	if !ok || !isToken(mid, 16) {
		return line{}, bad("an m-line without a usable mid")
	}
	if len(m.MediaName.Formats) == 0 || !isToken(m.MediaName.Formats[0], 32) {
		return line{}, bad("an m-line without a usable format")
	}
	protocol := strings.Join(m.MediaName.Protos, "/")
	_, reduced := m.Attribute("rtcp-rsize")
	return line{
		Line:  Line{Mid: mid},
		media: m.MediaName.Media, protocol: protocol, format: m.MediaName.Formats[0],
		reducedSizeOK: reduced,
	}, nil
}

// isToken reports whether s is a short word that can be written into an answer as it is.
func isToken(s string, longest int) bool {
	if s == "" || len(s) > longest {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' ||
			strings.ContainsRune("!#$%&'*+-.^_`{|}~", r))
	})
}
