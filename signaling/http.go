package signaling

import (
	"context"
	"io"
	"math"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"corner/signaling/strict"
)

// maxBody bounds the body of an HTTP request.
const maxBody = 16 << 10

// NewHTTPServer makes an http.Server with the deadlines and bounds this API needs. Its Shutdown knows nothing
// of WebSockets: call Server.Shutdown first.
func NewHTTPServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
	}
}

// Handler serves everything under /v1, /healthz and /readyz.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/signal", s.signal)
	mux.HandleFunc("GET /v1/rooms", s.limited(s.reading, s.listRooms))
	mux.HandleFunc("GET /v1/rooms/{id}", s.limited(s.reading, s.showRoom))
	mux.HandleFunc("POST /v1/rooms", s.limited(s.opening, s.createRoom))
	mux.HandleFunc("OPTIONS /v1/rooms", s.preflight)
	mux.HandleFunc("POST /v1/lobby", s.limited(s.reading, s.lobbyPage))
	mux.HandleFunc("POST /v1/lobby/quick", s.limited(s.reading, s.quickStart))
	mux.HandleFunc("OPTIONS /v1/lobby", s.preflight)
	mux.HandleFunc("OPTIONS /v1/lobby/quick", s.preflight)
	mux.HandleFunc("GET /v1/awake", s.limited(s.reading, s.awake))
	s.scheduleRoutes(mux)
	mux.HandleFunc("GET /v1/operator/rooms", s.limited(s.reading, s.operators(s.operatorRooms)))
	mux.HandleFunc("GET /v1/operator/audit", s.limited(s.reading, s.operators(s.operatorAudit)))
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.limited(s.reading, s.readyz))
	mux.HandleFunc("/v1/", func(w http.ResponseWriter, _ *http.Request) {
		writeError(w, http.StatusNotFound, errNoResource)
	})
	return s.secured(mux)
}

// secured sets the headers that every answer carries, and lets pages of listed origins read it.
func (s *Server) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "no-store")
		h.Add("Vary", "Origin")
		if r.Header.Get("Origin") != "" && s.originAllowed(r, false) {
			h.Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
			h.Set("Access-Control-Expose-Headers", "Retry-After")
		}
		next.ServeHTTP(w, r)
	})
}

// preflight tells a page of a listed origin what it may ask for.
func (s *Server) preflight(w http.ResponseWriter, r *http.Request) {
	if !s.originAllowed(r, true) {
		writeError(w, http.StatusForbidden, errOrigin)
		return
	}
	w.Header().Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match")
	w.Header().Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// limited refuses an address that asks too often.
func (s *Server) limited(limits *addressLimits, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := limited(limits.take(s.address(r), time.Now())); err != nil {
			writeError(w, http.StatusTooManyRequests, err)
			return
		}
		next(w, r)
	}
}

// healthz says that joins work. It asks nobody: a store that is away must not get a node with live rooms killed.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	if s.draining.Load() {
		writeError(w, http.StatusServiceUnavailable, errDraining)
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// readyz says whether the node should be sent new people.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Directory)
	defer cancel()
	if s.draining.Load() {
		writeError(w, http.StatusServiceUnavailable, errDraining)
		return
	}
	if err := s.directory.Ping(ctx); err != nil {
		writeError(w, http.StatusServiceUnavailable, errDirectory)
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"status": "ready"})
}

// readJSON reads the body of a request into v.
func readJSON(w http.ResponseWriter, r *http.Request, v any) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return errMediaType
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil || strict.Unmarshal(body, v) != nil {
		return errBadRequest
	}
	return nil
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	f := encode(v)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(f.data)))
	w.WriteHeader(status)
	_, _ = w.Write(f.data) // a client that has gone is not our concern
}

// writeError answers with a coded error; one that may be tried again says when.
func writeError(w http.ResponseWriter, status int, err error) {
	e := toWireError(err)
	if e.RetryMS > 0 && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(float64(e.RetryMS)/1000))))
	}
	writeJSON(w, status, map[string]*wireError{"error": e})
}

// statusFor gives a refusal its HTTP status.
func statusFor(err error) int {
	switch refusal(err).Code {
	case "unauthenticated", "token_expired":
		return http.StatusUnauthorized
	case "not_allowed", errOrigin.Code:
		return http.StatusForbidden
	case "not_found", "no_instance", "not_listed":
		return http.StatusNotFound
	case "room_exists", "room_taken", "planned", "over", "cancelled", "too_many", "too_many_changes", "list_full":
		return http.StatusConflict
	case "changed":
		return http.StatusPreconditionFailed
	case "bad_request", "rule_start", "too_many_shifts":
		return http.StatusBadRequest
	case "no_push":
		return http.StatusNotImplemented
	case "rate_limited":
		return http.StatusTooManyRequests
	case "internal":
		return http.StatusInternalServerError
	}
	if strings.HasPrefix(refusal(err).Code, "invalid_") {
		return http.StatusBadRequest
	}
	return http.StatusServiceUnavailable
}

// bearer returns the token of an Authorization header, "" when there is none.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
