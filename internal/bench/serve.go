package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"thrice/internal/bench/scripted"
)

// serve is this program as a server of made-up mail, in a process of its own so
// that what it takes does not count. It obeys the lines that it reads: "deliver"
// brings a new mail, "idle" asks how many sessions are in IDLE; each is answered
// with a line. It ends when there are no more.
func serve(_ context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bench serve", flag.ContinueOnError)
	messages := flags.Int("messages", 1000, "how many")
	days := flags.Int("days", 365, "how many days they span")
	ca := flags.String("ca", "", "speak TLS, and write the certificate into this `file`")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	addr := l.Addr().String()
	if *ca != "" {
		certificate, err := selfSigned(*ca)
		if err != nil {
			return err
		}
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate}})
	}
	server := scripted.New(history(*messages, *days, time.Now().UTC().Truncate(time.Second)))
	go func() { _ = server.Serve(l) }() // ends with the process
	fmt.Fprintln(out, addr)
	for orders := bufio.NewScanner(os.Stdin); orders.Scan(); {
		switch orders.Text() {
		case "deliver":
			server.Deliver(time.Now())
			fmt.Fprintln(out, "delivered")
		case "idle":
			fmt.Fprintln(out, server.Idle())
		default:
			return fmt.Errorf("unknown order %q", orders.Text())
		}
	}
	return nil
}

// selfSigned makes a certificate for this machine and writes it into a file.
func selfSigned(file string) (tls.Certificate, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 0, 7),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, IsCA: true, BasicConstraintsValid: true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, form, form, &private.PublicKey, private)
	if err != nil {
		return tls.Certificate{}, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: private}, os.WriteFile(file, text, 0o644)
}

// madeUp is a running server of made-up mail.
type madeUp struct {
	addr, ca string
	cmd      *exec.Cmd
	orders   io.WriteCloser
	answers  *bufio.Reader
}

// startMadeUp starts this program as a server.
func (l *lab) startMadeUp(ctx context.Context, messages, days int, secure bool) (*madeUp, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	m := &madeUp{}
	args := []string{"serve", fmt.Sprintf("-messages=%d", messages), fmt.Sprintf("-days=%d", days)}
	if secure {
		m.ca = filepath.Join(l.tmp, "ca.pem")
		args = append(args, "-ca="+m.ca)
	}
	m.cmd = exec.CommandContext(ctx, self, args...)
	m.cmd.Stderr = os.Stderr
	orders, err1 := m.cmd.StdinPipe()
	answers, err2 := m.cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	if err := m.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a server of made-up mail: %w", err)
	}
	m.orders, m.answers = orders, bufio.NewReader(answers)
	if m.addr, err = m.answer(); err != nil {
		return nil, errors.Join(err, m.stop())
	}
	return m, nil
}

func (m *madeUp) answer() (string, error) {
	line, err := m.answers.ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("the server of made-up mail: %w", err)
	}
	return strings.TrimSpace(line), nil
}

// order has the server do something, and returns what it says.
func (m *madeUp) order(what string) (string, error) {
	if _, err := io.WriteString(m.orders, what+"\n"); err != nil {
		return "", err
	}
	return m.answer()
}

// stop ends the server.
func (m *madeUp) stop() error { return errors.Join(m.orders.Close(), m.cmd.Wait()) }
