package signaling

import (
	"fmt"
	"net/http"
	"net/url"
)

// originSet reads the allow-list: scheme and host as a browser writes them, nothing else. There are no
// patterns: a list that is compared byte for byte has no clever entries.
func originSet(list []string) (map[string]bool, error) {
	set := make(map[string]bool, len(list))
	for _, o := range list {
		u, err := url.Parse(o)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Scheme+"://"+u.Host != o {
			return nil, fmt.Errorf("origin %q: it must look like https://rooms.example or http://localhost:8080", o)
		}
		set[o] = true
	}
	return set, nil
}

// originAllowed reports whether a request comes from a page that may use this server. A request without an
// Origin is none of a browser's; mandatory refuses it too.
func (s *Server) originAllowed(r *http.Request, mandatory bool) bool {
	switch given := r.Header.Values("Origin"); len(given) {
	case 0:
		return !mandatory
	case 1:
		return s.origins[given[0]]
	}
	return false
}
