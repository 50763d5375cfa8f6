app.post("/login", (req, res) => {
  const { user, password } = req.body;
  // ruleid: javascript-log-of-secret
  console.log("login", user, password);
  // ruleid: javascript-log-of-secret
  logger.info(`token is ${req.session.token}`);
  // ok: javascript-log-of-secret
  logger.info("password changed", user);
  // ok: javascript-log-of-secret
  logger.debug(`tokens used: ${usage.tokens}`);
  // ruleid: javascript-header-injection
  res.setHeader("X-User", user);
  // ok: javascript-header-injection
  res.setHeader("X-User", encodeURIComponent(user));
  // ruleid: javascript-header-injection
  res.set("Content-Disposition", `attachment; filename="${req.query.name}"`);
  // ok: javascript-header-injection
  res.set("Content-Type", "text/html");
});
