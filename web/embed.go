package web

import "embed"

// dist is the built app, committed so that a server needs no Node.
//
//go:embed all:dist
var dist embed.FS
