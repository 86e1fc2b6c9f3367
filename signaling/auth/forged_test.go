package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash"
	"runtime"
	"strings"
	"testing"
	"time"

	"corner/room"
)

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// forge signs any header and body with HMAC.
func forge(header, body string, key []byte, h func() hash.Hash) string {
	text := b64(header) + "." + b64(body)
	m := hmac.New(h, key)
	m.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

const goodHeader = `{"alg":"HS256","kid":"app1","typ":"JWT"}`

// body is a valid app body with some claims replaced; a nil value leaves one out.
func body(now time.Time, change map[string]any) string {
	claims := map[string]any{"sub": "user1", "room": roomID, "role": "listener", "aud": "corner", "exp": now.Add(time.Hour).Unix()}
	for k, v := range change {
		if v == nil {
			delete(claims, k)
			continue
		}
		claims[k] = v
	}
	raw, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// forgedHeaders are headers under which a well signed body must not be believed.
func forgedHeaders() []string {
	headers := []string{
		``, `{}`, `null`, `[]`, `"HS256"`, `7`, `{"alg":"HS256"}`, `{"kid":"app1"}`,
		`{"alg":"HS256","kid":"app2"}`, `{"alg":"HS256","kid":""}`, `{"alg":"HS256","kid":"APP1"}`,
		`{"alg":"HS256","kid":"guest"}`, `{"alg":"HS256","kid":["app1"]}`, `{"alg":"HS256","kid":null}`,
		`{"alg":"HS256","kid":"../../dev/null"}`, `{"alg":"HS256","kid":"app1' OR '1'='1"}`,
		`{"alg":"HS256","kid":"app1\u0000"}`, `{"alg":"HS256","kid":"http://evil.example/key"}`,
		`{"alg":"HS256","kid":"app1","alg":"none"}`, `{"alg":"none","kid":"app1","alg":"HS256"}`,
		`{"alg":"HS256","kid":"app1","kid":"guest"}`, `{"ALG":"HS256","kid":"app1"}`, `{"alg":"HS256","KID":"app1"}`,
		`{"alg":"HS256","kid":"app1","crit":["exp"]}`, `{"alg":"HS256","kid":"app1","b64":false}`,
		`{"alg":"HS256","kid":"app1","zip":"DEF"}`, `{"alg":"HS256","kid":"app1","cty":"JWT"}`,
		`{"alg":"HS256","kid":"app1","jku":"https://evil.example/jwks"}`, `{"alg":"HS256","kid":"app1","x5c":["AA"]}`,
		`{"alg":"HS256","kid":"app1","x5u":"https://evil.example/x"}`, `{"alg":"HS256","kid":"app1","x5t":"AA"}`,
		`{"alg":"HS256","kid":"app1","jwk":{"kty":"oct","k":"YWFhYQ"}}`, `{"alg":["HS256"],"kid":"app1"}`,
		`{"alg":{"HS256":1},"kid":"app1"}`, `{"alg":null,"kid":"app1"}`, `{"alg":256,"kid":"app1"}`,
		goodHeader + ` ` + goodHeader, `{"alg":"HS256","kid":"app1"`, `{"alg":"HS256","kid":"app1"}x`,
		`{"alg":"HS256","kid":"app1","typ":"` + strings.Repeat("x", 1<<10) + `"}`,
		`{"alg":"HS256","kid":"app1","typ":"` + strings.Repeat("x", 1<<20) + `"}`,
		strings.Repeat("[", 700), "\xff\xfe", "{\"alg\":\"HS256\",\"kid\":\"app1\",\"typ\":\"\xff\"}",
	}
	for _, alg := range []string{
		"none", "None", "NONE", "nOnE", "", " HS256", "HS256 ", "hs256", "Hs256", "HS384", "HS512", "RS256", "RS384",
		"RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA", "HS1", "HMAC", "A256GCMKW", "dir", "RSA-OAEP",
	} {
		headers = append(headers, fmt.Sprintf(`{"alg":%q,"kid":"app1","typ":"JWT"}`, alg))
	}
	return headers
}

// forgedBodies are claims that must not be believed though they are well signed.
func forgedBodies(now time.Time) []string {
	hour := func(h float64) any { return float64(now.Unix()) + h*3600 }
	bodies := []string{
		``, `{}`, `null`, `[]`, `"x"`, `{"sub":"user1"}`, strings.Repeat("{\"a\":", 50) + "1" + strings.Repeat("}", 50),
		strings.TrimSuffix(body(now, nil), "}") + `,"role":"host"}`, // a claim given twice
		strings.TrimSuffix(body(now, nil), "}") + `,"sub":"user2"}`,
		strings.TrimSuffix(body(now, nil), "}") + `,"exp":99999999999}`,
		strings.TrimSuffix(body(now, nil), "}") + `,"r\u006fom":"` + strings.Repeat("A", 22) + `"}`,
		body(now, map[string]any{"padding": strings.Repeat("x", MaxToken)}),
	}
	for claim, values := range map[string][]any{
		"exp": {nil, 0, -1, "soon", "9999999999", hour(-1), hour(-0.01), hour(24.1), hour(24 * 365), 1e30, -1e30, true, []any{hour(1)}, map[string]any{}},
		"nbf": {hour(1), hour(0.1), "x", 1e30},
		"iat": {hour(1), "x"},
		"aud": {nil, "", "Corner", "corner ", "*", "other", []any{}, []any{"other"}, 7, true},
		"sub": {nil, "", " ", "user 1", "user/1", "üser", strings.Repeat("u", 65), "a\nb", "a\x00b", 7, []any{"user1"}, "*", "../x", "user1\u202e"},
		"room": {nil, "", "*", ".*", "q3vX0m1Lr8s2T5uW9yZbC", roomID + "A", "q3vX0m1Lr8s2T5uW9yZb*d", "q3vX0m1Lr8s2T5uW9yZb/d",
			"q3vX0m1Lr8s2T5uW9yZbC\n", []any{roomID}, 7, true, map[string]any{"id": roomID}},
		"role": {nil, "", "Host", "HOST", "admin", "speaker", "owner", "*", "host ", "host,moderator", 3, []any{"host"}, true},
		"name": {7, []any{}}, "speaks": {"zh", 7, []any{7}}, "time_zone": {7},
	} {
		for _, v := range values {
			bodies = append(bodies, body(now, map[string]any{claim: v}))
		}
	}
	return bodies
}

// forgedShapes are texts that are no compact JWT, or whose signature is not one.
func forgedShapes(now time.Time) []string {
	good := forge(goodHeader, body(now, nil), appSecret, sha256.New)
	parts := strings.Split(good, ".")
	head := parts[0] + "." + parts[1] + "."
	shapes := []string{
		"", ".", "..", "...", "x", "a.b.c", good + ".", "." + good, good + "." + parts[2], parts[0] + "." + parts[1], head,
		head + "=", head + b64("x"), head + parts[2] + "=", head + parts[2][:len(parts[2])-1], head + parts[2] + "A",
		head + strings.Repeat("A", 43), head + strings.ToUpper(parts[2]), head + " " + parts[2], " " + good, good + " ", good + "\n",
		"Bearer " + good, strings.Replace(good, ".", ". ", 1), strings.ReplaceAll(good, ".", ".."), good + strings.Repeat("A", MaxToken),
		strings.Repeat("A", 1<<20), strings.Repeat(".", 1<<20), parts[0] + "." + b64(body(now, map[string]any{"role": "host"})) + "." + parts[2],
		parts[0] + "." + b64(body(now, map[string]any{"room": strings.Repeat("A", 22)})) + "." + parts[2],
		b64(`{"alg":"none","kid":"app1"}`) + "." + parts[1] + ".", b64(`{"alg":"none"}`) + "." + parts[1] + ".",
		b64(`{"alg":"none","kid":"app1"}`) + "." + parts[1] + "." + parts[2],
		base64.URLEncoding.EncodeToString([]byte(goodHeader)) + "." + parts[1] + "." + parts[2],
		"\x00" + good, good[:10] + "\x00" + good[10:], strings.Repeat("é", 100),
	}
	for _, key := range [][]byte{nil, []byte(" "), []byte("secret"), masterKey, appSecret[:16], append(appSecret[:MinKey:MinKey], 1), []byte("app1")} {
		shapes = append(shapes, forge(goodHeader, body(now, nil), key, sha256.New))
	}
	return append(shapes, forge(goodHeader, body(now, nil), appSecret, sha512.New), forge(goodHeader, body(now, nil), appSecret, sha512.New384))
}

// confused signs with what an attacker could hold: our kind of key used as another algorithm's.
func confused(t *testing.T, now time.Time) []string {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public := x509.MarshalPKCS1PublicKey(&private.PublicKey)
	guest := `{"alg":"HS256","kid":"guest","typ":"JWT"}`
	sub := map[string]any{"sub": strings.Repeat("g", 22)}
	return []string{
		forge(`{"alg":"RS256","kid":"app1"}`, body(now, nil), public, sha256.New),
		forge(goodHeader, body(now, nil), public, sha256.New),
		forge(guest, body(now, sub), appSecret, sha256.New), // an app's secret makes no guests
		forge(guest, body(now, sub), masterKey, sha256.New), // nor does the master itself
		forge(guest, body(now, nil), nil, sha256.New),
	}
}

func TestForgedTokensAreRefusedAndCheap(t *testing.T) {
	clock := start()
	a := authority(t, clock)
	if _, err := a.Verify(forge(goodHeader, body(*clock, nil), appSecret, sha256.New)); err != nil {
		t.Fatalf("the pattern all forgeries are made from is no good: %v", err)
	}
	forged := append(forgedShapes(*clock), confused(t, *clock)...)
	for _, h := range forgedHeaders() {
		forged = append(forged, forge(h, body(*clock, nil), appSecret, sha256.New))
	}
	for _, b := range forgedBodies(*clock) {
		forged = append(forged, forge(goodHeader, b, appSecret, sha256.New))
	}
	if len(forged) < 200 {
		t.Fatalf("only %d forgeries", len(forged))
	}
	for _, token := range forged {
		who, err := a.Verify(token)
		if err != ErrUnauthenticated && err != ErrTokenExpired {
			t.Errorf("%.200s: %+v, %v", token, who, err)
		}
	}
	for _, token := range forged {
		if spent := allocated(func() { _, _ = a.Verify(token) }); spent > 64<<10 {
			t.Errorf("%.100s: %d bytes", token, spent)
		}
	}
}

// allocated is how many bytes a call takes from the heap; nothing else may run meanwhile.
func allocated(call func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestAClaimOfAnotherAppIsNoFault(t *testing.T) {
	clock := start()
	a := authority(t, clock)
	extra := map[string]any{"iss": "https://app.example", "Email_Verified": true, "nested": map[string]any{"x": []int{1}}}
	if _, err := a.Verify(forge(goodHeader, body(*clock, extra), appSecret, sha256.New)); err != nil {
		t.Fatal(err)
	}
}

func FuzzVerify(f *testing.F) {
	clock := start()
	a := authority(f, clock)
	guest, err := a.GuestToken(a.guest(strings.Repeat("g", idLength))) // the same in every worker
	if err != nil {
		f.Fatal(err)
	}
	app, err := a.AppToken("app1", AppClaims{Subject: "u", Room: roomID, Role: room.Host}, time.Hour)
	if err != nil {
		f.Fatal(err)
	}
	// The forged shapes are variants of an honest token, which cutting and pasting finds again.
	honest := forge(goodHeader, body(*clock, nil), appSecret, sha256.New)
	valid := map[string]bool{guest: true, app: true, honest: true}
	for token := range valid {
		f.Add(token)
	}
	for _, token := range forgedShapes(*clock)[:30] {
		f.Add(token)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := a.Verify(token); err == nil && !valid[token] && len(token) < 2*MaxToken {
			t.Fatalf("believed %q", token)
		}
	})
}
