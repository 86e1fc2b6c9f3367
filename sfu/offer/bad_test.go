package offer

import (
	"strconv"
	"strings"
	"testing"
)

func TestBadOffersAreRefused(t *testing.T) {
	base := read(t, "chromium")
	bad := map[string]string{
		"empty": "", "a word": "hello", "json": `{"type":"offer"}`, "html": "<html></html>", "only v": "v=0\r\n",
		"only line ends": strings.Repeat("\r\n", 50), "an m-line first": "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
		"half": base[:len(base)/2][:200], "backwards": reversed(base), "binary": "\x16\xfe\xfd\x00",
		"16 KiB and a byte":   padded(base, MaxBytes+1),
		"10 MB":               strings.Repeat(base, 10<<20/len(base)),
		"201 lines":           base + strings.Repeat("a=x\r\n", MaxLines),
		"201 bare returns":    base + strings.Repeat("a=x\r", MaxLines),
		"201 bare line feeds": base + strings.Repeat("a=x\n", MaxLines),
		"5 m-lines":           base + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:4\r\n",
		"1000 m-lines":        base + strings.Repeat("m=audio 9 A 1\r\n", 1000),
		"5 m-lines by return": strings.ReplaceAll(base, "\r\n", "\r") + "m=video 9 A 1\r",
	}
	for name, change := range changes() {
		text := strings.ReplaceAll(base, change[0], change[1])
		if text == base {
			t.Fatalf("%s changes nothing", name)
		}
		bad[name] = text
	}
	if len(bad) < 60 {
		t.Errorf("only %d bad offers", len(bad))
	}
	for name, text := range bad {
		t.Run(name, func(t *testing.T) { refuse(t, text) })
	}
}

// padded makes a good offer longer by an attribute that means nothing.
func padded(base string, size int) string {
	return base + "a=x:" + strings.Repeat("y", size-len(base)-6) + "\r\n"
}

func TestAnOfferOfSixteenKiBIsTaken(t *testing.T) {
	text := padded(read(t, "chromium"), MaxBytes)
	if _, err := Parse(text); err != nil || len(text) != MaxBytes {
		t.Fatalf("%d bytes: %v", len(text), err)
	}
}

// changes are what makes a good offer bad, as from and to.
func changes() map[string][2]string {
	const fingerprint = "8D:53:86:C7:A0:6E:6F:17:9E:FF:72:39:9C:F4:F5:DD:91:92:7D:1F:45:83:A2:8F:AB:BD:DD:81:8A:EB:01:37"
	return map[string][2]string{
		"no version":             {"v=0\r\n", ""},
		"no origin":              {"o=- 5063883885033105393 2 IN IP4 127.0.0.1\r\n", ""},
		"no name":                {"s=-\r\n", ""},
		"bad origin":             {"o=- 5063883885033105393", "o=- x"},
		"bad timing":             {"t=0 0", "t=a b"},
		"no bundle":              {"a=group:BUNDLE 0 1 2 3\r\n", ""},
		"empty bundle":           {"a=group:BUNDLE 0 1 2 3", "a=group:BUNDLE"},
		"another group":          {"a=group:BUNDLE", "a=group:LS"},
		"two bundles":            {"a=group:BUNDLE 0 1 2 3", "a=group:BUNDLE 0 1\r\na=group:BUNDLE 2 3"},
		"bundle of others":       {"a=group:BUNDLE 0 1 2 3", "a=group:BUNDLE a b c d"},
		"no mid":                 {"a=mid:1\r\n", ""},
		"empty mid":              {"a=mid:1\r\n", "a=mid:\r\n"},
		"mid with a space":       {"a=mid:1\r\n", "a=mid:1 1\r\n"},
		"mid with a quote":       {"a=mid:1\r\n", "a=mid:\"1\"\r\n"},
		"mid beyond ASCII":       {"a=mid:1\r\n", "a=mid:ä\r\n"},
		"long mid":               {"a=mid:1\r\n", "a=mid:" + strings.Repeat("m", 17) + "\r\n"},
		"equal mids":             {"a=mid:1\r\n", "a=mid:0\r\n"},
		"no ufrag":               {"a=ice-ufrag:ybo3\r\n", ""},
		"short ufrag":            {"a=ice-ufrag:ybo3", "a=ice-ufrag:ybo"},
		"long ufrag":             {"a=ice-ufrag:ybo3", "a=ice-ufrag:" + strings.Repeat("u", 257)},
		"ufrag with a colon":     {"a=ice-ufrag:ybo3", "a=ice-ufrag:yb:o3"},
		"ufrag with a space":     {"a=ice-ufrag:ybo3", "a=ice-ufrag:yb o3"},
		"no pwd":                 {"a=ice-pwd:0DyDZJhXgzLRhpHuQzC3XOeT\r\n", ""},
		"short pwd":              {"a=ice-pwd:0DyDZJhXgzLRhpHuQzC3XOeT", "a=ice-pwd:0DyDZJhXgzLRhpHuQzC3X"},
		"long pwd":               {"a=ice-pwd:0DyDZJhXgzLRhpHuQzC3XOeT", "a=ice-pwd:" + strings.Repeat("p", 257)},
		"pwd beyond ASCII":       {"a=ice-pwd:0DyDZJhXgzLRhpHuQzC3XOeT", "a=ice-pwd:0DyDZJhXgzLRhpHuQzC3XOé"},
		"no fingerprint":         {"a=fingerprint:sha-256 " + fingerprint + "\r\n", ""},
		"sha-1":                  {"a=fingerprint:sha-256 " + fingerprint, "a=fingerprint:sha-1 " + fingerprint[:59]},
		"md5":                    {"a=fingerprint:sha-256 " + fingerprint, "a=fingerprint:md5 " + fingerprint[:47]},
		"only sha-512":           {"a=fingerprint:sha-256", "a=fingerprint:sha-512"},
		"short fingerprint":      {fingerprint, fingerprint[3:]},
		"long fingerprint":       {fingerprint, fingerprint + ":00"},
		"fingerprint in no hex":  {fingerprint, "XX" + fingerprint[2:]},
		"fingerprint by dashes":  {fingerprint, strings.ReplaceAll(fingerprint, ":", "-")},
		"fingerprint in a row":   {fingerprint, strings.ReplaceAll(fingerprint, ":", "")},
		"fingerprint alone":      {"a=fingerprint:sha-256 " + fingerprint, "a=fingerprint:" + fingerprint},
		"two fingerprints":       {"a=setup:actpass", "a=setup:actpass\r\na=fingerprint:sha-256 00" + fingerprint[2:]},
		"no setup":               {"a=setup:actpass\r\n", ""},
		"setup passive":          {"a=setup:actpass", "a=setup:passive"},
		"setup holdconn":         {"a=setup:actpass", "a=setup:holdconn"},
		"no rtcp-mux":            {"a=rtcp-mux\r\n", ""},
		"plain RTP":              {"UDP/TLS/RTP/SAVPF", "RTP/AVP"},
		"SDES":                   {"UDP/TLS/RTP/SAVPF", "RTP/SAVP"},
		"DTLS without RTP":       {"UDP/TLS/RTP/SAVPF", "UDP/DTLS/SCTP"},
		"no opus":                {"opus/48000/2", "speex/16000"},
		"opus at 8 kHz":          {"opus/48000/2", "opus/8000/2"},
		"opus not in the m-line": {"SAVPF 111 63", "SAVPF 63"},
		"opus over 127":          {"111", "300"},
		"opus as RTCP":           {"111", "72"},
		"opus as PCMU":           {"rtpmap:111 opus", "rtpmap:0 opus"},
		"opus without number":    {"a=rtpmap:111 opus", "a=rtpmap:opus"},
		"level without number":   {"a=extmap:1 urn", "a=extmap:x urn"},
		"level zero":             {"a=extmap:1 urn", "a=extmap:0 urn"},
		"port beyond range":      {"m=audio 9 ", "m=audio 99999 "},
		"port in words":          {"m=audio 9 ", "m=audio nine "},
		"no port":                {"m=audio 9 ", "m=audio "},
		"all off":                {"m=audio 9 ", "m=audio 0 "},
		"only video":             {"m=audio 9 ", "m=video 9 "},
		"all inactive":           {"a=mid:", "a=inactive\r\na=mid:"},
		"NUL":                    {"s=-", "s=\x00"},
		"escape":                 {"s=-", "s=\x1b[2J"},
		"delete":                 {"s=-", "s=\x7f"},
		"not UTF-8":              {"s=-", "s=\xff\xfe"},
		"a line of nothing":      {"s=-\r\n", "s=-\r\n=\r\n"},
		"a line without =":       {"s=-\r\n", "s=-\r\nattack\r\n"},
		"an unknown line":        {"s=-\r\n", "s=-\r\nx=1\r\n"},
	}
}

func reversed(text string) string {
	lines := strings.Split(text, "\r\n")
	for i, j := 0, len(lines)-1; i < j; i, j = i+1, j-1 {
		lines[i], lines[j] = lines[j], lines[i]
	}
	return strings.Join(lines, "\r\n")
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"chromium", "firefox", "aiortc", "gstreamer"} {
		f.Add(read(f, name))
	}
	f.Add("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		o, err := Parse(text)
		if err != nil {
			if refusal, ok := err.(*Error); !ok || refusal.Code != CodeBad {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		if len(o.lines) > MaxMLines || len(o.Slots) > MaxSlots || len(text) > MaxBytes {
			t.Fatalf("accepted %d lines, %d slots", len(o.lines), len(o.Slots))
		}
		for n := range MaxSlots + 1 {
			if n == 0 && o.Microphone.Mid == "" {
				continue
			}
			assertAnswers(t, o, o.Answer(ours, slots(n)), n)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for _, name := range []string{"chromium", "firefox"} {
		text := read(b, name)
		b.Run(name+" "+strconv.Itoa(len(text)), func(b *testing.B) {
			for b.Loop() {
				if _, err := Parse(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAnswer(b *testing.B) {
	o, err := Parse(read(b, "chromium"))
	if err != nil {
		b.Fatal(err)
	}
	all := slots(3)
	b.ReportAllocs()
	for b.Loop() {
		o.Answer(ours, all)
	}
}
