package sec

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/rc4"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"log"
	mrand "math/rand"
	"net/http"
	"os"

	"github.com/gin-contrib/cors"
	"github.com/gin-gonic/gin"
	"github.com/golang-jwt/jwt/v5"
	"github.com/gorilla/csrf"
	"github.com/gorilla/sessions"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/pbkdf2"
	"golang.org/x/crypto/ssh"
)

func HashPassword(password string) string {
	// ruleid: go-weak-crypto-hash
	sum := md5.Sum([]byte(password))
	return hex.EncodeToString(sum[:])
}

func Hash2(pw, salt string) string {
	// ruleid: go-weak-crypto-hash
	h := sha1.New()
	h.Write([]byte(salt + pw))
	return hex.EncodeToString(h.Sum(nil))
}

func Hash3(password string) string {
	// ruleid: go-weak-crypto-fast-hash
	return fmt.Sprintf("%x", sha256.Sum256([]byte(password)))
}

func Enc(key []byte) {
	// ruleid: go-weak-crypto-cipher
	b, _ := des.NewCipher(key)
	// ruleid: go-weak-crypto-cipher
	c, _ := rc4.NewCipher(key)
	_ = b
	_ = c
	// ruleid: go-weak-crypto-cipher
	k, _ := rsa.GenerateKey(rand.Reader, 1024)
	_ = k
}

func Ecb(key, data []byte) []byte {
	block, _ := aes.NewCipher(key)
	out := make([]byte, len(data))
	for i := 0; i < len(data); i += aes.BlockSize {
		// ruleid: go-weak-crypto-cipher
		block.Encrypt(out[i:i+16], data[i:i+16])
	}
	return out
}

func Iv(key, data []byte) {
	block, _ := aes.NewCipher(key)
	iv := []byte("0123456789abcdef")
	// ruleid: go-weak-crypto-fixed-nonce
	m := cipher.NewCBCEncrypter(block, iv)
	_ = m
}

func Nonce(key, data []byte) []byte {
	block, _ := aes.NewCipher(key)
	gcm, _ := cipher.NewGCM(block)
	nonce := make([]byte, gcm.NonceSize())
	// ruleid: go-weak-crypto-fixed-nonce
	return gcm.Seal(nil, nonce, data, nil)
}

func Bc(pw []byte) {
	// ruleid: go-weak-crypto-cipher
	bcrypt.GenerateFromPassword(pw, 4)
	// ruleid: go-weak-crypto-cipher
	pbkdf2.Key(pw, []byte("salt"), 1000, 32, sha1.New)
}

func Token() string {
	b := make([]byte, 16)
	for i := range b {
		// ruleid: go-weak-random
		b[i] = letters[mrand.Intn(len(letters))]
	}
	return string(b)
}

func SessionID() string {
	// ruleid: go-weak-random
	return fmt.Sprintf("%d", mrand.Int63())
}

func NewResetCode() string {
	// ruleid: go-weak-random
	code := 100000 + mrand.Intn(900000)
	return fmt.Sprint(code)
}

func key() []byte {
	k := make([]byte, 32)
	// ruleid: go-weak-random
	mrand.Read(k)
	return k
}

// ruleid: go-hard-coded-key
const jwtSecret = "s3cr3t-k3y-0f-the-shop"

// ruleid: go-hard-coded-key
var signingKey = []byte("9f8a7b6c5d4e3f2a1b0c")

func Sign(c jwt.MapClaims) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, c)
	// ruleid: go-hard-coded-key
	return t.SignedString([]byte("my-very-secret-key"))
}

type Config struct{ DBPassword string }

func Conf() Config {
	// ruleid: go-hard-coded-key
	return Config{DBPassword: "Tr0ub4dor&3"}
}

func dsn() {
	// ruleid: go-hard-coded-key
	sql.Open("postgres", "postgres://app:hunter22@db.internal/app?sslmode=disable")
	// ruleid: go-hard-coded-key
	sql.Open("mysql", "root:Pa55w0rd1@tcp(db:3306)/shop")
}

// ruleid: go-hard-coded-key
var store = sessions.NewCookieStore([]byte("something-very-secret"))

func Mac(m []byte) []byte {
	// ruleid: go-hard-coded-key
	h := hmac.New(sha256.New, []byte("hmac-key-2020"))
	h.Write(m)
	return h.Sum(nil)
}

func Etag(b []byte) string {
	// ok: go-weak-crypto-hash
	return fmt.Sprintf("%x", md5.Sum(b))
}

func Checksum(r io.Reader) string {
	// ok: go-weak-crypto-hash
	h := sha1.New()
	io.Copy(h, r)
	return hex.EncodeToString(h.Sum(nil))
}

func Jitter() time.Duration {
	// ok: go-weak-random
	return time.Duration(mrand.Intn(1000)) * time.Millisecond
}

func Shuffle(xs []string) string {
	// ok: go-weak-random
	mrand.Shuffle(len(xs), func(i, j int) { xs[i], xs[j] = xs[j], xs[i] })
	// ok: go-weak-random
	return xs[mrand.Intn(len(xs))]
}

func OkTok() string {
	b := make([]byte, 16)
	// ok: go-weak-random
	rand.Read(b)
	return hex.EncodeToString(b)
}

func OkNonce(key, data []byte) []byte {
	block, _ := aes.NewCipher(key)
	gcm, _ := cipher.NewGCM(block)
	nonce := make([]byte, gcm.NonceSize())
	if _, err := io.ReadFull(rand.Reader, nonce); err != nil {
		panic(err)
	}
	// ok: go-weak-crypto-fixed-nonce
	return gcm.Seal(nonce, nonce, data, nil)
}

// ok: go-hard-coded-key
const passwordField = "password"
// ok: go-hard-coded-key
const tokenHeader = "X-Auth-Token"

// ok: go-hard-coded-key
var secretKey = os.Getenv("SECRET_KEY")
// ok: go-hard-coded-key
var dbPassword = "changeme"

func OkCookie(w http.ResponseWriter, tok string) {
	c := &http.Cookie{Name: "session", Value: tok}
	c.Secure = true
	c.HttpOnly = true
	// ok: go-insecure-cookie
	http.SetCookie(w, c)
	// ok: go-insecure-cookie
	http.SetCookie(w, &http.Cookie{Name: "theme", Value: "dark"})
	// ok: go-insecure-cookie
	http.SetCookie(w, &http.Cookie{Name: "session", Value: "", MaxAge: -1})
	// ok: go-insecure-cookie
	http.SetCookie(w, &http.Cookie{Name: "session", Value: tok, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

func OkJwt(s string) (*Claims, error) {
	// ok: go-jwt-not-verified
	tok, err := jwt.ParseWithClaims(s, &Claims{}, func(t *jwt.Token) (any, error) {
		if _, ok := t.Method.(*jwt.SigningMethodHMAC); !ok {
			return nil, fmt.Errorf("unexpected %v", t.Header["alg"])
		}
		return secretKey, nil
	})
	if err != nil || !tok.Valid {
		return nil, err
	}
	return tok.Claims.(*Claims), nil
}

func OkCorsOpen(w http.ResponseWriter, r *http.Request) {
	// ok: go-cors-wildcard-with-credentials
	w.Header().Set("Access-Control-Allow-Origin", "*")
}

func OkCors(w http.ResponseWriter, r *http.Request) {
	origin := r.Header.Get("Origin")
	if !allowedOrigins[origin] {
		return
	}
	// ok: go-cors-wildcard-with-credentials
	w.Header().Set("Access-Control-Allow-Origin", origin)
	w.Header().Set("Access-Control-Allow-Credentials", "true")
}

func OkCors2(r *gin.Engine) {
	// ok: go-cors-wildcard-with-credentials
	r.Use(cors.New(cors.Config{AllowAllOrigins: true}))
	// ok: go-cors-wildcard-with-credentials
	r.Use(cors.New(cors.Config{AllowOrigins: []string{"https://a.example"}, AllowCredentials: true}))
}

func OkLog() {
	// ok: go-log-of-secret
	log.Printf("password changed for %s", user.Name)
	// ok: go-log-of-secret
	log.Printf("token expires in %d", tokenTTL)
	// ok: go-log-of-secret
	log.Println("invalid password")
	// ok: go-log-of-secret
	log.Printf("token %s", mask(token))
	// ok: go-log-of-secret
	slog.Info("auth", "user", user, "tokens", len(tokens))
	// ok: go-weak-crypto-cipher
	bcrypt.GenerateFromPassword(pw, bcrypt.DefaultCost)
	// ok: go-weak-crypto-cipher
	pbkdf2.Key(pw, salt, 600000, 32, sha256.New)
	// ok: go-weak-crypto-cipher
	rsa.GenerateKey(rand.Reader, 2048)
}

func OkHmac(key, msg []byte) []byte {
	// ok: go-weak-crypto-hash
	h := hmac.New(sha1.New, key)
	h.Write(msg)
	return h.Sum(nil)
}

func OkTls() {
	// ok: go-tls-verification-off
	c := &tls.Config{InsecureSkipVerify: false, MinVersion: tls.VersionTLS12}
	_ = c
	// ok: go-tls-verification-off
	d := &tls.Config{InsecureSkipVerify: true, VerifyPeerCertificate: verifyPin}
	_ = d
}

func stored(password, file string) {
	// ruleid: go-weak-crypto-fast-hash
	sum := sha512.Sum512([]byte(password + pepper))
	// ok: go-weak-crypto-fast-hash
	digest := sha256.Sum256([]byte(file))
	// ok: go-weak-crypto-fast-hash
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
}

func counted(aead cipher.AEAD, sequence uint64, data []byte) []byte {
	nonce := make([]byte, 12)
	binary.BigEndian.PutUint64(nonce[4:], sequence)
	// ok: go-weak-crypto-fixed-nonce
	return aead.Seal(nil, nonce, data, nil)
}
