require "digest"
require "net/http"
require "openssl"
require "rubygems/package"

class Fetcher
  def checked?(context)
    # ok: ruby-tls-verification-off
    context.verify_mode != OpenSSL::SSL::VERIFY_NONE
  end

  def open(context)
    # ruleid: ruby-tls-verification-off
    context.verify_mode = OpenSSL::SSL::VERIFY_NONE
  end

  def marker?(uri)
    # ok: ruby-hard-coded-key
    uri.password == "x-oauth-token-basic"
  end

  def help(command, where)
    # ruleid: ruby-shell-injection-parameter
    Kernel.exec("#{command} --where #{where}")
  end

  def remove(conn, name)
    # ruleid: ruby-sql-injection-parameter
    conn.exec("DELETE FROM people WHERE id = #{name}")
  end

  def file_of(session_id)
    # ok: ruby-weak-crypto
    Digest::MD5.hexdigest(session_id)[0, 16]
  end

  def unpack(archive, folder)
    Gem::Package::TarReader.new(archive).each do |entry|
      place = ensured_place entry.full_name, folder
      # ok: ruby-zip-slip
      File.open(place, "wb") { |out| out.write(entry.read) }
    end
  end
end
