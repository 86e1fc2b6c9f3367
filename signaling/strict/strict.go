package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// Bounds on a document. Ours are flat; a stranger's are refused before anything is built from them.
const (
	MaxDepth = 8  // containers inside containers
	MaxKeys  = 64 // keys of one object
)

// What Check refuses.
var (
	ErrSyntax    = errors.New("not one JSON value in UTF-8")
	ErrDepth     = errors.New("nested too deeply")
	ErrKey       = errors.New("a key is not plain")
	ErrDuplicate = errors.New("a key appears twice")
	ErrKeys      = errors.New("too many keys")
)

// Unmarshal decodes one document into v. Keys are lower-case letters, digits and underscores, exactly those of
// v, each at most once.
func Unmarshal(data []byte, v any) error {
	if err := check(data, snakeCase, nil); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// Members holds a document to the rules of Unmarshal and hands over the members of the object that it is, as they are
// written: one look at a large document whose parts are read by others. What is no object has none. An error of member
// is returned.
func Members(data []byte, member func(key, value []byte) error) error {
	return check(data, snakeCase, member)
}

// Check reports whether the document is one that every reader understands alike; keys may be any string
// without escapes.
func Check(data []byte) error { return check(data, unescaped, nil) }

// scan is where the walk over a valid document stands.
type scan struct {
	plain func(key []byte) bool
	depth int
	open  [MaxDepth]container
	keys  [][]byte // of every open object, outermost first
	value int      // where the value of the outermost object's last key begins
}

// container is an object or array that has not been closed yet.
type container struct {
	object  bool
	wantKey bool // the next string is a key
	first   int  // index of its first key in scan.keys
}

// check walks over a document once; member may be nil.
func check(data []byte, plain func([]byte) bool, member func(key, value []byte) error) error {
	if !utf8.Valid(data) || !json.Valid(data) {
		return ErrSyntax
	}
	s := scan{plain: plain}
	for i := 0; i < len(data); i++ {
		var err error
		switch data[i] {
		case '"':
			end := stringEnd(data, i)
			err = s.text(data[i+1 : end])
			i = end
		case '{', '[':
			err = s.enter(data[i] == '{')
		case ':':
			s.begin(i + 1)
		case '}', ']':
			err = s.hand(data[:i], member)
			s.leave()
		case ',':
			err = s.hand(data[:i], member)
			s.next()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// stringEnd returns the index of the quote that closes the string opened at start.
func stringEnd(data []byte, start int) int {
	i := start + 1
	for data[i] != '"' {
		if data[i] == '\\' {
			i++
		}
		i++
	}
	return i
}

func (s *scan) enter(object bool) error {
	if s.depth == MaxDepth {
		return ErrDepth
	}
	s.open[s.depth] = container{object: object, wantKey: object, first: len(s.keys)}
	s.depth++
	return nil
}

func (s *scan) leave() {
	s.depth--
	s.keys = s.keys[:s.open[s.depth].first]
}

func (s *scan) next() {
	c := &s.open[s.depth-1]
	c.wantKey = c.object
}

// begin notes where a value begins.
func (s *scan) begin(at int) {
	if s.depth == 1 {
		s.value = at
	}
}

// hand hands over the member of the outermost object that ends with the given text, if there is one.
func (s *scan) hand(text []byte, member func(key, value []byte) error) error {
	if member == nil || s.depth != 1 || len(s.keys) == 0 {
		return nil
	}
	return member(s.keys[len(s.keys)-1], bytes.TrimSpace(text[s.value:]))
}

// text takes a string, which is a key when its object waits for one.
func (s *scan) text(key []byte) error {
	if s.depth == 0 || !s.open[s.depth-1].wantKey {
		return nil
	}
	c := &s.open[s.depth-1]
	c.wantKey = false
	if !s.plain(key) {
		return ErrKey
	}
	if len(s.keys)-c.first == MaxKeys {
		return ErrKeys
	}
	for _, other := range s.keys[c.first:] {
		if bytes.Equal(other, key) {
			return ErrDuplicate
		}
	}
	s.keys = append(s.keys, key)
	return nil
}

func snakeCase(key []byte) bool {
	for _, b := range key {
		if (b < 'a' || b > 'z') && (b < '0' || b > '9') && b != '_' {
			return false
		}
	}
	return len(key) > 0
}

// An escape would let two spellings be one key.
func unescaped(key []byte) bool { return bytes.IndexByte(key, '\\') < 0 }
