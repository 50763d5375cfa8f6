package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/md5"
	crand "crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"math/rand"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/golang-jwt/jwt/v5"
)

const cipherKey = "k3Jd8sLq0Vz5Xb7N"

const keyHeader = "X-Api-Key"

var signingKey = []byte(os.Getenv("GATEWAY_KEY"))

func bearer(c *gin.Context) string {
	return strings.TrimPrefix(c.GetHeader("Authorization"), "Bearer ")
}

func requireUser(c *gin.Context) {
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(bearer(c), claims, func(*jwt.Token) (any, error) {
		return signingKey, nil
	}, jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired())
	if err != nil {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	c.Set("user", claims["sub"])
}

func requireAdmin(c *gin.Context) {
	claims := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(bearer(c), claims); err != nil {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	if claims["role"] != "admin" {
		c.AbortWithStatus(http.StatusForbidden)
	}
}

func requireKey(c *gin.Context) {
	sum := sha256.Sum256([]byte(c.GetHeader(keyHeader)))
	if _, ok := knownKeys[hex.EncodeToString(sum[:])]; !ok {
		c.AbortWithStatus(http.StatusUnauthorized)
	}
}

var knownKeys = map[string]bool{}

func newKey() string {
	source := rand.New(rand.NewSource(time.Now().UnixNano()))
	raw := make([]byte, 20)
	for i := range raw {
		raw[i] = byte(source.Intn(256))
	}
	sum := sha256.Sum256([]byte(hex.EncodeToString(raw)))
	knownKeys[hex.EncodeToString(sum[:])] = true
	return hex.EncodeToString(raw)
}

func newPin() (string, error) {
	n, err := crand.Int(crand.Reader, big.NewInt(1000000))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%06d", n), nil
}

func retryAfter(attempt int) time.Duration {
	return time.Duration(100<<attempt)*time.Millisecond + time.Duration(rand.Intn(100))*time.Millisecond
}

func sealPan(pan string) (string, error) {
	block, err := des.NewTripleDESCipher([]byte(cipherKey + cipherKey[:8]))
	if err != nil {
		return "", err
	}
	nonce := make([]byte, block.BlockSize())
	if _, err := crand.Read(nonce); err != nil {
		return "", err
	}
	out := make([]byte, len(pan))
	cipher.NewCTR(block, nonce).XORKeyStream(out, []byte(pan))
	return base64.StdEncoding.EncodeToString(append(nonce, out...)), nil
}

func sealNote(key []byte, note string) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := crand.Read(nonce); err != nil {
		return nil, err
	}
	return aead.Seal(nonce, nonce, []byte(note), nil), nil
}

func passwordDigest(password string) string {
	return fmt.Sprintf("%x", md5.Sum([]byte(password)))
}

func checkUser(name string) error {
	var problem *os.PathError
	if _, err := os.Stat("/run/gateway/" + hex.EncodeToString([]byte(name))); errors.As(err, &problem) {
		return fmt.Errorf("user %q: %w", name, problem)
	}
	return nil
}
