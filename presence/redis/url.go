package redis

import (
	"errors"
	"net/url"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// How long one call may take. A stopped server is noticed after these, whatever the caller's context says.
const (
	dialTimeout = 500 * time.Millisecond
	callTimeout = 500 * time.Millisecond
	poolWait    = 500 * time.Millisecond
	poolSize    = 16
)

// errURL never has the URL in it: that holds a password.
var errURL = errors.New("presence: not a Redis URL: want redis[s]://[user:password@]host:port[,host:port][/db] or unix:///path")

// Parse reads a Redis URL:
//
//	redis://[user:password@]host:port[/db]        one server, rediss:// with TLS, unix:///path by a socket
//	redis://host:port,host:port,…                 a cluster, found by any of them (one address: ?cluster=true)
//	redis://host:port,host:port,…?master=NAME     the master NAME that these sentinels watch
//
// Any other parameter is refused. The errors never contain the URL.
func Parse(text string) (*goredis.UniversalOptions, error) {
	first, rest := splitAddresses(text)
	u, err := url.Parse(first)
	if err != nil {
		return nil, errURL
	}
	query := u.Query()
	master, cluster := query.Get("master"), query.Get("cluster")
	query.Del("master")
	query.Del("cluster")
	if len(query) > 0 && u.Scheme != "unix" {
		return nil, errURL
	}
	u.RawQuery = query.Encode()
	one, err := goredis.ParseURL(u.String())
	if err != nil {
		return nil, errURL
	}
	if (len(rest) > 0 && master == "" || cluster == "true") && one.DB != 0 {
		return nil, errors.New("presence: a Redis cluster has no database numbers")
	}
	options := defaults()
	options.Addrs = append([]string{one.Addr}, rest...)
	options.DB, options.Username, options.Password = one.DB, one.Username, one.Password
	options.TLSConfig = one.TLSConfig
	if options.TLSConfig != nil && len(rest) > 0 {
		options.TLSConfig.ServerName = "" // each address answers under its own name
	}
	options.MasterName = master
	options.IsClusterMode = cluster == "true"
	return options, nil
}

// defaults are the settings no URL changes.
func defaults() *goredis.UniversalOptions {
	return &goredis.UniversalOptions{
		Protocol:              2, // nothing of the third is used, and fewer servers speak it
		DialTimeout:           dialTimeout,
		DialerRetries:         1,
		ReadTimeout:           callTimeout,
		WriteTimeout:          callTimeout,
		PoolTimeout:           poolWait,
		PoolSize:              poolSize,
		MaxRetries:            -1, // the agent asks again by itself, and sweep must not be repeated
		ContextTimeoutEnabled: true,
		DisableIdentity:       true,
		MaintNotificationsConfig: &maintnotifications.Config{
			Mode: maintnotifications.ModeDisabled,
		},
	}
}

// splitAddresses takes the second and further addresses out of a URL: what remains is one the parser knows.
func splitAddresses(text string) (string, []string) {
	scheme, after, found := strings.Cut(text, "://")
	if !found || scheme == "unix" {
		return text, nil
	}
	end := strings.IndexAny(after, "/?#")
	if end < 0 {
		end = len(after)
	}
	authority, tail := after[:end], after[end:]
	user := strings.LastIndexByte(authority, '@') + 1
	addresses := strings.Split(authority[user:], ",")
	return scheme + "://" + authority[:user] + addresses[0] + tail, addresses[1:]
}
