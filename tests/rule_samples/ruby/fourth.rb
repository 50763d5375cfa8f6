class AnswersController < ApplicationController
  KINDS = %w[long short].freeze

  def rows
    since = params.fetch(:since, 'now')
    # ruleid: ruby-sql-injection
    Answer.exists?(["since = '#{since}'"])
    numbers = params[:ids].split(',').map(&:to_i)
    # ok: ruby-sql-injection
    Answer.where("id IN (#{numbers.join(',')})")
    # ok: ruby-sql-injection
    DB[:answers].where(Sequel.lit('since > ?', params[:since]))
    # ok: ruby-sql-injection
    DB[:answers].order(params[:by].to_sym)
  end

  def made
    # ok: ruby-code-injection
    maker.public_send("make_#{params[:kind]}")
    # ruleid: ruby-code-injection
    maker.public_send(params[:kind])
    kind = params[:kind]
    return head(:not_found) unless KINDS.include?(kind)

    # ok: ruby-code-injection
    maker.public_send(kind)
  end

  def clone_it
    # ruleid: ruby-shell-injection-option
    system('git', 'clone', params[:from], '/tmp/clone')
    # ruleid: ruby-shell-injection-option
    Open3.capture2('curl', '-s', params[:from])
    # ok: ruby-shell-injection-option
    system('git', 'clone', '--', params[:from], '/tmp/clone')
    # ok: ruby-shell-injection-option
    system('git', 'log', "origin/#{params[:branch]}")
  end

  def named
    # ok: ruby-header-injection
    response.headers['Content-Disposition'] = ContentDisposition.format(disposition: 'inline', filename: params[:name])
    # ruleid: ruby-log-of-secret
    logger.info { "who: #{params[:user]}, how: #{params[:pin]}" }
    # ok: ruby-log-of-secret
    logger.info "again: #{params[:remember_password]}"
    # ruleid: ruby-log-of-secret-settings
    logger.debug("starts with #{@config.inspect}")
    # ruleid: ruby-log-of-secret-settings
    puts ENV.to_h
    # ok: ruby-log-of-secret-settings
    logger.debug("starts with #{@config.keys.join(',')}")
    # ok: ruby-log-of-secret-settings
    settings = config.to_h
  end

  def told
    reader = Reader.find_by(mail: params[:mail])
    # ruleid: ruby-bug-maybe-nil
    session[:reader] = reader.id
    writer = Writer.where(mail: params[:mail]).first
    logger.info("writer #{writer&.id}")
    # ruleid: ruby-bug-maybe-nil
    session[:name] = writer.name if writer.shown == params[:shown]
    guest = Guest.find_by(mail: params[:mail])
    return head(:not_found) unless guest

    # ok: ruby-bug-maybe-nil
    session[:guest] = guest.id
    host = Host.find_by(mail: params[:mail])
    # ok: ruby-bug-maybe-nil
    session[:host] = host.id if host
  end

  def nearest(all)
    best = nil
    all.each do |one|
      # ruleid: ruby-bug-assignment-of-constant
      best = one if best = nil || one < best
      # ok: ruby-bug-assignment-of-constant
      best = one if best == nil || one < best
      # ruleid: ruby-bug-assignment-of-constant
      next unless one = 0 && best
      # ok: ruby-bug-assignment-of-constant
      next if (found = one.found) && found.old?
    end
  end
end

class Staff
  def find(name)
    # ruleid: ruby-ldap-injection-parameter
    filter = Net::LDAP::Filter.construct("(cn=#{name})")
    # ruleid: ruby-ldap-injection-parameter
    @ldap.auth("uid=#{name},dc=example", 'x')
    # ok: ruby-ldap-injection-parameter
    @ldap.search(filter: Net::LDAP::Filter.construct("(cn=#{Net::LDAP::Filter.escape(name)})"))
    # ok: ruby-ldap-injection-parameter
    @ldap.search(base: name, filter: filter)
  end

  def read(bytes, text)
    # ruleid: ruby-unsafe-deserialisation-parameter
    kept = Marshal.load(bytes)
    # ruleid: ruby-unsafe-deserialisation-parameter
    plain = YAML.unsafe_load(text)
    # ok: ruby-unsafe-deserialisation-parameter
    copy = Marshal.load(Marshal.dump(kept))
    # ok: ruby-unsafe-deserialisation-parameter
    [plain, copy, YAML.safe_load(text)]
  end

  def letters
    signs = [*'a'..'z']
    # ruleid: ruby-weak-random-text
    a = Array.new(6) { signs.sample }.join
    # ruleid: ruby-weak-random-text
    b = (0...8).map { (65 + rand(26)).chr }.join
    # ok: ruby-weak-random-text
    c = Array.new(6) { signs.sample(random: SecureRandom) }.join
    # ok: ruby-weak-random-text
    d = signs.shuffle(random: Random.new(4))
    [a, b, c, d]
  end

  # ruleid: ruby-hard-coded-key
  SIGN = '9f1c44e07ab35d2086c1e4'.freeze

  def sign(claims)
    JWT.encode(claims, SIGN, 'HS256')
  end
end

class Site < Sinatra::Base
  get '/kept/*' do |name|
    # ruleid: ruby-path-traversal
    IO.readlines("/srv/kept/#{name}").size.to_s
  end

  get '/held/*' do |name|
    full = File.expand_path(name, '/srv/held')
    next unless File.file?(full) && full.start_with?('/srv/held/')

    # ok: ruby-path-traversal
    File.read(full)
  end
end

class Lists < ApplicationController
  def walked
    params[:names].each do |name|
      # ruleid: ruby-path-traversal
      File.delete("/srv/lists/#{name}")
    end
    parts = []
    parts << "name = '#{params[:name]}'"
    # ruleid: ruby-sql-injection
    List.where(parts.join(' AND '))
    # ruleid: ruby-ssrf
    params[:feeds].map { |feed| HTTParty.get(feed) }
    # ok: ruby-ssrf
    params[:feeds].map { |feed| HTTParty.get("https://feeds.example/#{feed}") }
  end
end
