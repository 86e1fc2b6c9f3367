package client

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// clockSamples is how often ClockOffset asks: the answer with the shortest way there and back is the best.
const clockSamples = 3

// ClockOffset is what to add to one's own clock to have the server's, such as for the end of a round. It is wrong by half
// of what the way there and the way back differ.
func (c *Client) ClockOffset(ctx context.Context) (time.Duration, error) {
	var offset, shortest time.Duration
	for i := range clockSamples {
		sent := time.Now()
		data, err := c.Do(ctx, "clock.get", nil)
		if err != nil {
			return 0, fmt.Errorf("ask for the time: %w", err)
		}
		took := time.Since(sent)
		var answer struct {
			ServerTimeMS int64 `json:"server_time_ms"`
		}
		if err := json.Unmarshal(data, &answer); err != nil {
			return 0, fmt.Errorf("read the time: %w", err)
		}
		if i == 0 || took < shortest {
			offset, shortest = time.UnixMilli(answer.ServerTimeMS).Sub(sent.Add(took/2)), took
		}
	}
	return offset, nil
}
