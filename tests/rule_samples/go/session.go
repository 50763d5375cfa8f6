package session

import (
	"crypto/md5"
	"crypto/sha1"
	"math/rand"
	"net/http"
)

// ruleid: go-hard-coded-key
var jwtSecret = []byte("k3nn3dy-Airport-1988")

// ruleid: go-hard-coded-key
const apiKey = "AKz9f0w8e7r6t5y4u3"

// ok: go-hard-coded-key
const apiKeyHeader = "X-Api-Key-Header"

// ok: go-hard-coded-key
var jwtKey = []byte(os.Getenv("JWT_KEY"))

// ok: go-hard-coded-key
const dbPassword = "changeme-please"

func hashPassword(password string) string {
	// ruleid: go-weak-crypto-hash
	sum := md5.Sum([]byte(password))
	// ruleid: go-weak-crypto-hash
	h := sha1.New()
	return hex.EncodeToString(sum[:])
}

func etag(body []byte) string {
	// ok: go-weak-crypto-hash
	return fmt.Sprintf("%x", md5.Sum(body))
}

func checksum(file io.Reader) []byte {
	// ok: go-weak-crypto-hash
	h := sha1.New()
	return h.Sum(nil)
}

func ciphers(key []byte) {
	// ruleid: go-weak-crypto-cipher
	block, err := des.NewCipher(key)
	// ruleid: go-weak-crypto-cipher
	c, err := rc4.NewCipher(key)
	// ok: go-weak-crypto-cipher
	block, err = aes.NewCipher(key)
	// ok: go-weak-crypto-cipher
	priv, err := rsa.GenerateKey(rand.Reader, 3072)
	// ruleid: go-weak-crypto-cipher
	cfg := &tls.Config{ServerName: "x", MinVersion: tls.VersionTLS10}
}

func newSessionToken() string {
	b := make([]byte, 16)
	for i := range b {
		// ruleid: go-weak-random
		b[i] = letters[rand.Intn(len(letters))]
	}
	return string(b)
}

func jitter() time.Duration {
	// ok: go-weak-random
	return time.Duration(rand.Intn(100)) * time.Millisecond
}

func send() {
	// ruleid: go-weak-random
	resetCode := fmt.Sprintf("%06d", rand.Intn(1000000))
	// ok: go-weak-random
	delay := rand.Int63n(10)
	// ruleid: go-tls-verification-off
	tr := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	// ruleid: go-tls-verification-off
	cfg := ssh.ClientConfig{HostKeyCallback: ssh.InsecureIgnoreHostKey()}
	// ok: go-tls-verification-off
	tr = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: false}}
	// ok: go-tls-verification-off
	tr = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
}

func peek(raw string) {
	// ruleid: go-jwt-not-verified
	t, _, err := new(jwt.Parser).ParseUnverified(raw, claims)
}

func keyOf(raw string) {
	// ok: go-jwt-not-verified
	t, _, err := new(jwt.Parser).ParseUnverified(raw, seen)
	_, err = jwt.ParseWithClaims(raw, claims, keyFor(seen.Issuer))
}

func tokens(raw string) {
	// ruleid: go-jwt-not-verified
	s, err := jwt.NewWithClaims(jwt.SigningMethodNone, claims).SignedString(key)
	// ok: go-jwt-not-verified
	t, err = jwt.Parse(raw, keyFunc, jwt.WithValidMethods([]string{"HS256"}))
	// ok: go-jwt-not-verified
	s, err = jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
	// ruleid: go-hard-coded-key
	s, err = token.SignedString([]byte("s3cr3t-of-the-shop"))
	// ok: go-hard-coded-key
	s, err = token.SignedString(key)
}

func cookies(w http.ResponseWriter, c *gin.Context) {
	// ruleid: go-insecure-cookie
	http.SetCookie(w, &http.Cookie{Name: "session_id", Value: id, Path: "/"})
	// ruleid: go-insecure-cookie
	c.SetCookie("token", value, 3600, "/", "", false, true)
	// ok: go-insecure-cookie
	http.SetCookie(w, &http.Cookie{Name: "session_id", Value: id, Secure: true, HttpOnly: true})
	// ok: go-insecure-cookie
	http.SetCookie(w, &http.Cookie{Name: "theme", Value: "dark"})
	// ok: go-insecure-cookie
	c.SetCookie("token", value, 3600, "/", "", true, true)
}

func sockets(r *http.Request) {
	// ruleid: go-csrf-off
	up := websocket.Upgrader{CheckOrigin: func(r *http.Request) bool { return true }}
	// ruleid: go-csrf-off
	up.CheckOrigin = func(r *http.Request) bool { return true }
	// ok: go-csrf-off
	up = websocket.Upgrader{CheckOrigin: func(r *http.Request) bool { return allowed[r.Host] }}
	// ok: go-csrf-off
	up = websocket.Upgrader{ReadBufferSize: 1024}
}

func cors1(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-cors-wildcard-with-credentials
	w.Header().Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
	w.Header().Set("Access-Control-Allow-Credentials", "true")
	// ruleid: go-cors-wildcard-with-credentials
	e.Use(middleware.CORSWithConfig(middleware.CORSConfig{AllowOrigins: []string{"*"}, AllowCredentials: true}))
	// ok: go-cors-wildcard-with-credentials
	e.Use(middleware.CORSWithConfig(middleware.CORSConfig{AllowOrigins: []string{"https://a.b"}, AllowCredentials: true}))
	// ok: go-cors-wildcard-with-credentials
	e.Use(middleware.CORSWithConfig(middleware.CORSConfig{AllowOrigins: []string{"*"}}))
}

func logs(user, password string) {
	// ruleid: go-log-of-secret
	log.Printf("login %s %s", user, password)
	// ruleid: go-log-of-secret
	s.logger.Info("signed in", zap.String("key", cfg.APIKey))
	// ok: go-log-of-secret
	log.Printf("login %s", user)
	// ok: go-log-of-secret
	log.Println("password changed")
}
