package tools

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"syscall"

	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
)

func Ping(w http.ResponseWriter, r *http.Request) {
	host := r.URL.Query().Get("host")
	// ruleid: go-shell-injection
	out, err := exec.Command("sh", "-c", "ping -c 1 "+host).CombinedOutput()
	_ = out
	_ = err
}

func Convert(ctx context.Context, in, out string) error {
	// ruleid: go-shell-injection-built
	cmd := exec.CommandContext(ctx, "/bin/bash", "-c", fmt.Sprintf("convert %s %s", in, out))
	return cmd.Run()
}

func Run(c *gin.Context) {
	name := c.PostForm("tool")
	// ruleid: go-shell-injection
	cmd := exec.Command(name, "--version")
	_ = cmd.Run()
}

func Grep(c echo.Context) error {
	var req GrepRequest
	if err := c.Bind(&req); err != nil {
		return err
	}
	script := "grep -r " + req.Pattern + " /srv/docs"
	// ruleid: go-shell-injection
	cmd := exec.Command("bash", "-c", script)
	return cmd.Run()
}

func Clone(w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	args := []string{"-c", "git clone " + r.Form.Get("repo")}
	// ruleid: go-shell-injection
	cmd := exec.Command("sh", args...)
	cmd.Run()
}

func Git(w http.ResponseWriter, r *http.Request) {
	ref := r.FormValue("ref")
	// ruleid: go-shell-injection
	exec.Command("git", "log", ref).Run()
}

func Sys(w http.ResponseWriter, r *http.Request) {
	bin := r.Header.Get("X-Bin")
	// ruleid: go-shell-injection
	syscall.Exec(bin, []string{bin}, os.Environ())
}

func Stdin(w http.ResponseWriter, r *http.Request) {
	cmd := exec.Command("sh")
	// ruleid: go-shell-injection
	cmd.Stdin = bytes.NewBufferString("tar xf " + r.FormValue("f"))
	cmd.Run()
}

func CmdField(r *http.Request) {
	// ruleid: go-shell-injection
	cmd := &exec.Cmd{Path: "/bin/sh", Args: []string{"sh", "-c", "du -s " + r.FormValue("d")}}
	cmd.Run()
}

func backup(db string) error {
	line := "pg_dump " + db + " | gzip > /backup/" + db + ".gz"
	// ruleid: go-shell-injection-built
	return exec.Command("sh", "-c", line).Run()
}

var safe = regexp.MustCompile(`^[a-z0-9.]+$`)

func PingOk(w http.ResponseWriter, r *http.Request) {
	host := r.URL.Query().Get("host")
	if !safe.MatchString(host) {
		http.Error(w, "bad", 400)
		return
	}
	// ok: go-shell-injection
	exec.Command("ping", "-c", "1", host).Run()
}

func Ok2() {
	dir := flag.String("dir", ".", "")
	flag.Parse()
	// ok: go-shell-injection
	exec.Command("ls", *dir).Run()
	// ok: go-shell-injection
	exec.Command("sh", "-c", "echo hello | wc").Run()
}

func Ok3(c *gin.Context) {
	tools := map[string]string{"a": "/bin/a"}
	p, ok := tools[c.Query("t")]
	if !ok {
		return
	}
	// ok: go-shell-injection
	exec.Command(p).Run()
}

func Ok4(c *gin.Context) {
	// ok: go-shell-injection
	exec.Command("git", "log", "--", c.Query("path")).Run()
	// ok: go-shell-injection
	exec.Command("ffmpeg", "-i", "in.mp4", "out.mp4").Run()
}

func Ok5(editor, path string) {
	// ok: go-shell-injection
	exec.Command(editor, path).Run()
}
