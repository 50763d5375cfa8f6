package main

import (
	"crypto/subtle"
	"database/sql"
	"errors"
	"log"
	"net/http"
	"os"
	"sync"

	"golang.org/x/crypto/bcrypt"
)

var (
	mutex    sync.Mutex
	sessions = map[string]string{}
	db       *sql.DB
)

func open() error {
	dsn := os.Getenv("DEPOT_DSN")
	log.Printf("connecting with %s", dsn)
	var err error
	db, err = sql.Open("pgx", dsn)
	return err
}

func verify(name, password string) (string, bool) {
	var hash []byte
	err := db.QueryRow("SELECT hash FROM person WHERE name = $1", name).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false
	}
	if err != nil {
		log.Printf("reading a password hash: %v", err)
		return "", false
	}
	return name, bcrypt.CompareHashAndPassword(hash, []byte(password)) == nil
}

func remember(user, value string) {
	mutex.Lock()
	defer mutex.Unlock()
	sessions[value] = user
}

func current(r *http.Request) string {
	cookie, err := r.Cookie("session")
	if err != nil {
		return ""
	}
	mutex.Lock()
	defer mutex.Unlock()
	return sessions[cookie.Value]
}

func forget(value string) bool {
	mutex.Lock()
	user, known := sessions[value]
	if !known {
		return false
	}
	delete(sessions, value)
	mutex.Unlock()
	log.Printf("%s signed out", user)
	return true
}

func active(user string) int {
	count := 0
	mutex.Lock()
	for _, other := range sessions {
		if subtle.ConstantTimeCompare([]byte(other), []byte(user)) == 1 {
			count++
		}
	}
	mutex.Unlock()
	return count
}

func setPassword(name, password string) error {
	hash, err := bcrypt.GenerateFromPassword([]byte(password), 12)
	if err != nil {
		return err
	}
	result, err := db.Exec("UPDATE person SET hash = $2 WHERE name = $1", name, hash)
	if err != nil {
		return err
	}
	if changed, _ := result.RowsAffected(); changed == 0 {
		return sql.ErrNoRows
	}
	return nil
}

func init() {
	if err := open(); err != nil {
		log.Fatal(err)
	}
}
