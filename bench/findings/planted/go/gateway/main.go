package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/smtp"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

var upstreams = map[string]string{
	"stock":  "http://stock.internal:8080",
	"prices": "http://prices.internal:8080",
}

var lax = &http.Client{
	Timeout:   5 * time.Second,
	Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
}

var strict = &http.Client{
	Timeout:   5 * time.Second,
	Transport: &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}},
}

func relay(c *gin.Context, answer *http.Response, err error) {
	if err != nil {
		c.AbortWithStatus(http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	c.DataFromReader(answer.StatusCode, answer.ContentLength, "application/octet-stream", answer.Body, nil)
}

func proxy(c *gin.Context) {
	base, ok := upstreams[c.Param("service")]
	if !ok {
		c.AbortWithStatus(http.StatusNotFound)
		return
	}
	answer, err := strict.Get(base + "/v1?" + url.Values{"id": {c.Query("id")}}.Encode())
	relay(c, answer, err)
}

func fetch(c *gin.Context) {
	var body struct {
		Callback string `json:"callback" binding:"required,url"`
	}
	if err := c.ShouldBindJSON(&body); err != nil {
		c.AbortWithStatus(http.StatusBadRequest)
		return
	}
	answer, err := strict.Get(body.Callback)
	relay(c, answer, err)
}

func partner(c *gin.Context) {
	region := c.GetHeader("X-Region")
	address := fmt.Sprintf("https://%s.partner.example.com/status", region)
	answer, err := lax.Get(address)
	relay(c, answer, err)
}

func jump(c *gin.Context) {
	target := c.Query("to")
	if !strings.HasPrefix(target, "/") {
		target = "/" + target
	}
	c.Redirect(http.StatusFound, target)
}

func home(c *gin.Context) {
	address := url.URL{Path: "/home", RawQuery: url.Values{"tab": {c.Query("tab")}}.Encode()}
	c.Redirect(http.StatusFound, address.String())
}

func contact(c *gin.Context) {
	subject := c.PostForm("subject")
	message := "To: help@example.com\r\nSubject: " + subject + "\r\n\r\n" + c.PostForm("text")
	err := smtp.SendMail("mail.internal:25", nil, "web@example.com", []string{"help@example.com"}, []byte(message))
	if err != nil {
		c.AbortWithStatus(http.StatusBadGateway)
		return
	}
	c.Status(http.StatusAccepted)
}

func callMe(c *gin.Context) {
	number := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, c.PostForm("number"))
	message := "To: help@example.com\r\nSubject: call " + number + "\r\n\r\n"
	err := smtp.SendMail("mail.internal:25", nil, "web@example.com", []string{"help@example.com"}, []byte(message))
	if err != nil {
		c.AbortWithStatus(http.StatusBadGateway)
		return
	}
	c.Status(http.StatusAccepted)
}

func probe(service string) (int64, error) {
	answer, err := strict.Get(upstreams[service])
	if err != nil {
		return 0, err
	}
	return io.Copy(io.Discard, answer.Body)
}

func reachable(host string) bool {
	conn, err := net.DialTimeout("tcp", host, time.Second)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

func main() {
	router := gin.New()
	router.GET("/services/:service", proxy)
	router.POST("/fetch", requireUser, fetch)
	router.GET("/partner", requireUser, partner)
	router.GET("/jump", jump)
	router.GET("/", home)
	router.POST("/contact", contact)
	router.POST("/call", callMe)
	router.POST("/pins", requireAdmin, func(c *gin.Context) {
		pin, err := newPin()
		if err != nil {
			c.AbortWithStatus(http.StatusInternalServerError)
			return
		}
		c.String(http.StatusCreated, pin)
	})
	if len(signingKey) < 32 {
		fmt.Fprintln(os.Stderr, "GATEWAY_KEY is missing or too short")
		os.Exit(1)
	}
	if n, err := probe("stock"); err != nil || !reachable("mail.internal:25") {
		fmt.Fprintln(os.Stderr, "not all services are up:", n, err)
	}
	if err := router.Run(":8000"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
