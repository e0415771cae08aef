package oauth

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/oauth2"
)

// ByDevice logs in with a browser on any machine, where the person types a code
// (RFC 8628). show is given the address to open, and the code.
func (c Client) ByDevice(ctx context.Context, show func(address, code string) error) (Token, error) {
	config, err := c.config(ctx)
	if err != nil {
		return Token{}, err
	}
	device, err := config.DeviceAuth(c.web(ctx), oauth2.SetAuthURLParam("login_hint", c.Username))
	if err != nil {
		return Token{}, c.failure(ctx, err, config.ClientSecret)
	}
	if device.VerificationURI == "" || device.UserCode == "" {
		return Token{}, fmt.Errorf("%s gave no code to type", c.Provider.Name)
	}
	if err := show(device.VerificationURI, device.UserCode); err != nil {
		return Token{}, err
	}
	for {
		given, err := config.DeviceAccessToken(c.web(ctx), device)
		if err == nil {
			return c.first(given)
		}
		if err == context.DeadlineExceeded && ctx.Err() == nil { // that of the code
			return Token{}, &NeedLogin{c.Account, "nobody has answered in time"}
		}
		err = c.failure(ctx, err, device.DeviceCode, config.ClientSecret)
		out := (*outage)(nil)
		if !errors.As(err, &out) {
			return Token{}, err
		}
		// RFC 8628 §3.5: ask less often, until the code has expired.
		device.Interval = max(2*max(device.Interval, 5), int64(out.after.Seconds()))
	}
}
