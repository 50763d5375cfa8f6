require "openssl"
require "digest"
require "jwt"

# ruleid: ruby-hard-coded-key
API_KEY = "sk_live_4eC39HqLyjWDarjtT1zdp7dc"
class Sec
  # ruleid: ruby-hard-coded-key
  SECRET = "b1946ac92492d2347c6235b4d2611184"
  def hash(password)
    # ruleid: ruby-weak-crypto
    Digest::MD5.hexdigest(password)
    # ruleid: ruby-weak-crypto
    Digest::SHA1.hexdigest("#{salt}#{password}")
    # ruleid: ruby-weak-crypto
    Digest::SHA256.hexdigest(password)
    # ruleid: ruby-weak-crypto
    OpenSSL::Digest::MD5.hexdigest(user.password)
    OpenSSL::Digest.new("MD5")
  end

  def enc(data)
    # ruleid: ruby-weak-crypto
    c = OpenSSL::Cipher.new("DES-CBC")
    # ruleid: ruby-weak-crypto
    c = OpenSSL::Cipher.new("AES-128-ECB")
    # ruleid: ruby-weak-crypto
    c = OpenSSL::Cipher::AES.new(256, :ECB)
    # ruleid: ruby-weak-crypto
    c.iv = "0000000000000000"
    # ruleid: ruby-hard-coded-key
    c.key = "0123456789abcdef0123456789abcdef"
    # ruleid: ruby-weak-crypto
    OpenSSL::PKey::RSA.new(1024)
    BCrypt::Password.create(pw, cost: 4)
    # ruleid: ruby-weak-crypto
    OpenSSL::PKCS5.pbkdf2_hmac(pw, salt, 1000, 32, "sha1")
  end

  def token
    # ruleid: ruby-weak-random
    token = rand(36**16).to_s(36)
    # ruleid: ruby-weak-random
    code = Random.rand(100_000..999_999)
    # ruleid: ruby-weak-random
    self.reset_token = (0...20).map { ("a".."z").to_a[rand(26)] }.join
    # ruleid: ruby-weak-random-text
    session_id = Random.new.bytes(16)
    # ruleid: ruby-weak-random
    @api_key = [*"a".."z"].sample(32).join
  end

  def http
    http = Net::HTTP.new("x", 443)
    # ruleid: ruby-tls-verification-off
    http.verify_mode = OpenSSL::SSL::VERIFY_NONE
    # ruleid: ruby-tls-verification-off
    Faraday.new(url: "https://x", ssl: { verify: false })
    # ruleid: ruby-tls-verification-off
    HTTParty.get("https://x", verify: false)
    # ruleid: ruby-tls-verification-off
    RestClient::Resource.new("https://x", verify_ssl: false)
    # ruleid: ruby-tls-verification-off
    RestClient::Request.execute(method: :get, url: u, verify_ssl: OpenSSL::SSL::VERIFY_NONE)
    # ruleid: ruby-tls-verification-off
    URI.open("https://x", ssl_verify_mode: OpenSSL::SSL::VERIFY_NONE)
    # ruleid: ruby-tls-verification-off
    Net::HTTP.start("x", 443, use_ssl: true, verify_mode: OpenSSL::SSL::VERIFY_NONE)
    Excon.defaults[:ssl_verify_peer] = false
    # ruleid: ruby-tls-verification-off
    Net::SSH.start("h", "u", verify_host_key: :never)
    # ruleid: ruby-weak-crypto
    ctx.ssl_version = :SSLv3
    # ruleid: ruby-weak-crypto
    http.ssl_version = :TLSv1
  end

  def jwt(token)
    # ruleid: ruby-jwt-not-verified
    JWT.decode(token, nil, false)
    # ruleid: ruby-jwt-not-verified
    JWT.decode(token, key, false)
    # ruleid: ruby-jwt-not-verified
    JWT.decode(token, nil, true, algorithm: "none")
    # ruleid: ruby-jwt-not-verified
    JWT.encode(payload, nil, "none")
    # ruleid: ruby-hard-coded-key
    JWT.encode(payload, "my$ecretK3y", "HS256")
    # ruleid: ruby-hard-coded-key
    JWT.decode(token, "my$ecretK3y", true, algorithm: "HS256")
  end

  def cookie
    # ruleid: ruby-insecure-cookie
    cookies[:session_token] = { value: t, httponly: false }
    # ruleid: ruby-insecure-cookie
    cookies[:auth_token] = user.token
    # ruleid: ruby-insecure-cookie
    cookies.permanent[:remember_token] = user.remember_token
    # ruleid: ruby-insecure-cookie
    response.set_cookie("session", value: t, secure: false)
    use Rack::Session::Cookie, secret: "change_me_please_123", httponly: false
    # ruleid: ruby-insecure-cookie
    Rails.application.config.session_store :cookie_store, key: "_x", secure: false
    # ruleid: ruby-hard-coded-key
    set :session_secret, "f3b1c2d4e5a697887766554433221100"
    # ruleid: ruby-insecure-cookie
    set :sessions, httponly: false
    # ok: ruby-csrf-off
    protect_from_forgery with: :null_session, only: []
    # ruleid: ruby-csrf-off
    disable :protection
    # ruleid: ruby-csrf-off
    set :protection, false
    # ruleid: ruby-csrf-off
    config.action_controller.allow_forgery_protection = false
    # ruleid: ruby-csrf-off
    protect_from_forgery except: :create
  end

  def cors
    # ruleid: ruby-cors-wildcard-with-credentials
    headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
    headers["Access-Control-Allow-Credentials"] = "true"
    allow do
      origins "*"
      # ruleid: ruby-cors-wildcard-with-credentials
      resource "*", headers: :any, credentials: true
    end
  end

  def log(params)
    # ruleid: ruby-log-of-secret
    Rails.logger.info("login #{params[:user]} #{params[:password]}")
    logger.debug "token: #{token}"
    # ruleid: ruby-log-of-secret
    puts "password=#{password}"
    logger.info("auth " + request.headers["Authorization"])
    Rails.logger.warn(user.password_digest)
  end

  def conn
    # ruleid: ruby-hard-coded-key
    PG.connect(host: "db", user: "app", password: "Tr0ub4dor&3")
    # ruleid: ruby-hard-coded-key
    Mysql2::Client.new(username: "root", password: "hunter2hunter")
    Sequel.connect("postgres://app:s3cretpw@db/app")
    # ruleid: ruby-hard-coded-key
    http_basic_authenticate_with name: "admin", password: "s3cr3tpw99"
    Stripe.api_key = "sk_live_aaaaBBBBcccc1111"
    # ruleid: ruby-hard-coded-key
    if password == "letmein12345"
    end
    # ruleid: ruby-hard-coded-key
    @secret_key = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    # ruleid: ruby-hard-coded-key
    config.secret_key_base = "c0ffee00c0ffee00c0ffee00c0ffee00"
  end

  def ok
    # ok: ruby-weak-crypto
    Digest::MD5.hexdigest(File.read("x"))
    # ok: ruby-weak-crypto
    etag = Digest::SHA1.hexdigest(body)
    BCrypt::Password.create(password)
    # ok: ruby-weak-random
    SecureRandom.hex(16)
    # ok: ruby-weak-random
    delay = rand(5) + 1
    # ok: ruby-weak-random
    sleep(rand * 2)
    # ok: ruby-weak-random
    winner = users.sample
    # ok: ruby-hard-coded-key
    key = ENV.fetch("API_KEY")
    # ok: ruby-hard-coded-key
    password = ENV["DB_PASSWORD"]
    password_field = "password"
    # ok: ruby-jwt-not-verified
    JWT.decode(token, key, true, algorithm: "HS256")
    # ok: ruby-insecure-cookie
    cookies[:session] = { value: t, httponly: true, secure: true }
    # ok: ruby-insecure-cookie
    cookies[:theme] = "dark"
    # ok: ruby-tls-verification-off
    http.verify_mode = OpenSSL::SSL::VERIFY_PEER
    # ok: ruby-log-of-secret
    logger.info("password changed for #{user.id}")
    # ok: ruby-log-of-secret
    logger.info("token expires in #{ttl}")
    headers["Access-Control-Allow-Origin"] = "*"
    # ok: ruby-weak-crypto
    OpenSSL::Cipher.new("aes-256-gcm")
    # ok: ruby-hard-coded-key
    PG.connect(password: ENV["PW"])
    # ok: ruby-weak-crypto
    OpenSSL::PKey::RSA.new(2048)
    # ok: ruby-weak-crypto
    OpenSSL::PKCS5.pbkdf2_hmac(pw, salt, 600_000, 32, "sha256")
  end
end
