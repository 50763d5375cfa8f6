# frozen_string_literal: true

Rails.application.configure do
  config.cache_classes = true
  config.eager_load = true
  config.force_ssl = true
  config.log_level = :info
  config.secret_key_base = "f3c1a97d5e0b4862aa19c7d04be85f216c93e7d8b05a4f1c8e2d7b6a90c4f5e3"
  config.active_record.encryption.primary_key = ENV.fetch("AR_PRIMARY_KEY")
  config.session_store :cookie_store, key: "_helpdesk", secure: true, httponly: true, same_site: :lax
  config.active_support.deprecation = :notify
end
