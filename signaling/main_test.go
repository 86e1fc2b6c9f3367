package signaling

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if os.Getenv(serveVariable) != "" {
		serveCrowd()
		return
	}
	goleak.VerifyTestMain(m)
}
