# ruleid: ruby-hard-coded-key
JWT_SECRET = "k3nn3dy-Airport-1988"
# ok: ruby-hard-coded-key
JWT_SECRET_KEY = ENV.fetch("JWT_SECRET")
# ok: ruby-hard-coded-key
DB_PASSWORD = "changeme-please"

Rails.application.configure do
  # ruleid: ruby-hard-coded-key
  config.secret_key_base = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"
  # ruleid: ruby-insecure-cookie
  config.session_store :cookie_store, key: "_shop", secure: false
  # ok: ruby-insecure-cookie
  config.session_store :cookie_store, key: "_shop", secure: true
  # ruleid: ruby-csrf-off
  config.action_controller.allow_forgery_protection = false
end

class ApiController < ApplicationController
  # ruleid: ruby-csrf-off
  skip_before_action :verify_authenticity_token
  # ok: ruby-csrf-off
  skip_before_action :require_login
  # ok: ruby-csrf-off
  protect_from_forgery with: :exception

  def hash_password(password)
    # ruleid: ruby-weak-crypto
    Digest::MD5.hexdigest(password)
  end

  def etag(body)
    # ok: ruby-weak-crypto
    Digest::MD5.hexdigest(body)
  end

  def ciphers
    # ruleid: ruby-weak-crypto
    c = OpenSSL::Cipher.new("DES-CBC")
    # ruleid: ruby-weak-crypto
    c = OpenSSL::Cipher.new("AES-128-ECB")
    # ok: ruby-weak-crypto
    c = OpenSSL::Cipher.new("aes-256-gcm")
  end

  def reset_token
    # ruleid: ruby-weak-random
    rand(10**16).to_s
  end

  def sample
    # ruleid: ruby-weak-random
    token = Array.new(16) { rand(16).to_s(16) }.join
    # ok: ruby-weak-random
    token = SecureRandom.hex(16)
    # ok: ruby-weak-random
    delay = rand(10)
    # ok: ruby-weak-random
    winner = users.sample
  end

  def remote
    # ruleid: ruby-tls-verification-off
    http.verify_mode = OpenSSL::SSL::VERIFY_NONE
    # ruleid: ruby-tls-verification-off
    HTTParty.get("https://api.example.com", verify: false)
    # ok: ruby-tls-verification-off
    http.verify_mode = OpenSSL::SSL::VERIFY_PEER
    # ok: ruby-tls-verification-off
    HTTParty.get("https://api.example.com")
    # ruleid: ruby-jwt-not-verified
    claims = JWT.decode(token, nil, false)
    # ruleid: ruby-jwt-not-verified
    claims = JWT.encode(payload, nil, "none")
    # ok: ruby-jwt-not-verified
    claims = JWT.decode(token, key, true, algorithm: "HS256")
    # ok: ruby-jwt-not-verified
    claims = JWT.encode(payload, key, "HS256")
    # ruleid: ruby-insecure-cookie
    cookies[:session_token] = token
    # ok: ruby-insecure-cookie
    cookies[:theme] = "dark"
    # ruleid: ruby-xxe
    doc = Nokogiri::XML(body) { |config| config.noent }
    # ruleid: ruby-xxe
    doc = Nokogiri::XML(body, nil, nil, Nokogiri::XML::ParseOptions::NOENT)
    # ok: ruby-xxe
    doc = Nokogiri::XML(body)
    # ok: ruby-xxe
    doc = Nokogiri::XML(body) { |config| config.strict }
    # ruleid: ruby-log-of-secret
    Rails.logger.info("login #{user.name} #{params[:password]}")
    # ruleid: ruby-log-of-secret
    logger.debug("key #{api_key}")
    # ok: ruby-log-of-secret
    logger.info("password of #{user.name} changed")
    # ok: ruby-log-of-secret
    logger.info("login #{user.name}")
  end

  def cors
    # ruleid: ruby-cors-wildcard-with-credentials
    headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
    headers["Access-Control-Allow-Credentials"] = "true"
  end

  def cors_open
    # ok: ruby-cors-wildcard-with-credentials
    headers["Access-Control-Allow-Origin"] = "*"
  end

  def swallow
    begin
      run
    # ruleid: ruby-bug-swallowed-error
    rescue StandardError
      nil
    end
    begin
      run
    # ruleid: ruby-bug-swallowed-error
    rescue => e
      nil
    end
    # ok: ruby-bug-swallowed-error
    begin
      run
    rescue IOError
      nil
    end
    # ok: ruby-bug-swallowed-error
    begin
      run
    rescue => e
      logger.error(e)
    end
  end

  def first_line(path)
    # ruleid: ruby-bug-file-not-closed
    f = File.open(path)
    f.gets.chomp
  end

  def write(path)
    # ruleid: ruby-bug-file-not-closed
    out = File.new(path, "w")
    out.puts("x")
  end

  def closed(path)
    # ok: ruby-bug-file-not-closed
    f = File.open(path)
    line = f.gets
    f.close
    line
  end

  def block(path)
    # ok: ruby-bug-file-not-closed
    File.open(path) { |f| f.gets }
  end

  def conditions(state)
    # ruleid: ruby-bug-assignment-in-condition
    if state = 1
      run
    end
    # ruleid: ruby-bug-assignment-in-condition
    if state = :open
      run
    end
    # ok: ruby-bug-assignment-in-condition
    if state == 1
      run
    end
    # ok: ruby-bug-assignment-in-condition
    if line = gets
      run
    end
  end
end

allow do
  origins "*"
  # ruleid: ruby-cors-wildcard-with-credentials
  resource "/api/*", headers: :any, credentials: true
end

allow do
  origins "https://shop.example.com"
  # ok: ruby-cors-wildcard-with-credentials
  resource "/api/*", headers: :any, credentials: true
end
