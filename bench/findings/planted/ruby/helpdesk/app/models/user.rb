# frozen_string_literal: true

require "digest"
require "securerandom"

class User < ApplicationRecord
  has_secure_password
  has_many :accounts

  EMAIL = /\A([a-z0-9]+[._-]?)+@[a-z0-9.-]+\.[a-z]{2,}\z/i
  HANDLE = /\A[a-z][a-z0-9_]{2,30}\z/

  validates :email, format: { with: EMAIL }
  validates :handle, format: { with: HANDLE }, allow_nil: true

  def new_remember_token
    token = SecureRandom.urlsafe_base64(32)
    update!(remember_digest: Digest::SHA256.hexdigest(token))
    token
  end

  def send_reset
    code = Array.new(8) { rand(10) }.join
    update!(reset_code: code, reset_sent_at: Time.current)
    UserMailer.with(user: self, code: code).reset.deliver_later
  end

  def pick_banner(banners)
    banners[rand(banners.size)]
  end

  def api_key_matches?(key)
    ActiveSupport::SecurityUtils.secure_compare(api_key_digest, Digest::MD5.hexdigest(key))
  end

  def webhook_matches?(given)
    ActiveSupport::SecurityUtils.secure_compare(webhook_secret, given.to_s)
  end

  def avatar_key
    Digest::MD5.hexdigest(email.to_s.strip.downcase)
  end

  def self.recent_in(zone)
    where("last_seen_at > ?", Time.current.in_time_zone(zone).beginning_of_day)
  end

  def self.ranked(limit)
    order(Arel.sql("score desc nulls last")).limit(limit.to_i)
  end

  def self.with_role(role)
    find_by_sql("SELECT users.* FROM users JOIN roles ON roles.user_id = users.id WHERE roles.name = '%s'" % role)
  end

  def self.matching_params(params)
    with_role(params[:role])
  end
end
