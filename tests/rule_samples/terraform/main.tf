resource "aws_security_group" "ssh" {
  ingress {
    from_port = 22
    to_port   = 22
    # ruleid: terraform-open-ingress
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port = 443
    to_port   = 443
    # ok: terraform-open-ingress
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    # ok: terraform-open-ingress
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "google_compute_firewall" "open" {
  # ruleid: terraform-open-ingress
  source_ranges = ["0.0.0.0/0"]
  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

resource "azurerm_network_security_rule" "rdp" {
  access    = "Allow"
  direction = "Inbound"
  # ruleid: terraform-open-ingress
  source_address_prefix = "*"
}

resource "aws_security_group_rule" "db" {
  type      = "ingress"
  from_port = 5432
  # ruleid: terraform-open-ingress
  cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"]
}

resource "aws_db_instance" "main" {
  # ruleid: terraform-public-database
  publicly_accessible = true
  # ruleid: terraform-unencrypted-storage
  storage_encrypted = false
  # ruleid: terraform-hard-coded-key
  password = "Pr0duction!"
}

# ruleid: terraform-unencrypted-storage
resource "aws_db_instance" "plain" {
  # ok: terraform-public-database
  publicly_accessible = false
  # ok: terraform-hard-coded-key
  password = var.password
}

# ok: terraform-unencrypted-storage
resource "aws_rds_cluster" "good" {
  # ok: terraform-unencrypted-storage
  storage_encrypted = true
  # ok: terraform-hard-coded-key
  master_password = "${random_password.db.result}"
}

resource "google_sql_database_instance" "db" {
  settings {
    ip_configuration {
      # ruleid: terraform-insecure-transport
      require_ssl = false
      authorized_networks {
        # ruleid: terraform-public-database
        value = "0.0.0.0/0"
      }
      authorized_networks {
        # ok: terraform-public-database
        value = "10.0.0.0/8"
      }
    }
  }
}

resource "aws_s3_bucket_acl" "site" {
  # ruleid: terraform-public-bucket
  acl = "public-read"
}

resource "aws_s3_bucket_acl" "own" {
  # ok: terraform-public-bucket
  acl = "private"
}

resource "aws_s3_bucket_public_access_block" "site" {
  # ruleid: terraform-public-bucket
  block_public_acls = false
  # ok: terraform-public-bucket
  block_public_policy = true
}

resource "google_storage_bucket_iam_member" "all" {
  # ruleid: terraform-public-bucket
  member = "allUsers"
}

resource "aws_lb_listener" "plain" {
  # ruleid: terraform-insecure-transport
  protocol = "HTTP"
  default_action {
    type = "forward"
  }
}

resource "aws_lb_listener" "redirect" {
  # ok: terraform-insecure-transport
  protocol = "HTTP"
  default_action {
    type = "redirect"
  }
}

resource "azurerm_storage_account" "files" {
  # ruleid: terraform-insecure-transport
  min_tls_version = "TLS1_0"
  # ok: terraform-insecure-transport
  https_traffic_only_enabled = true
}

data "aws_iam_policy_document" "admin" {
  statement {
    # ruleid: terraform-excessive-permissions
    actions   = ["*"]
    resources = ["*"]
  }
  statement {
    # ok: terraform-excessive-permissions
    actions = ["s3:GetObject"]
  }
}

resource "aws_iam_policy" "json" {
  policy = jsonencode({
    Statement = [
      {
        Effect = "Allow"
        # ruleid: terraform-excessive-permissions
        Action   = "*"
        Resource = "*"
      },
      {
        Effect = "Deny"
        # ok: terraform-excessive-permissions
        Action   = "*"
        Resource = "*"
      },
    ]
  })
}

resource "google_project_iam_member" "owner" {
  # ruleid: terraform-excessive-permissions
  role = "roles/owner"
}

resource "aws_iam_role_policy_attachment" "admin" {
  # ruleid: terraform-excessive-permissions
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

provider "aws" {
  # ruleid: terraform-hard-coded-key
  secret_key = "wJalrXUtnFEMIK7MDENGbPxRfiCY"
}

variable "db_password" {
  # ruleid: terraform-hard-coded-key-default
  default = "s3cr3t-db"
}

variable "api_token" {
  # ruleid: terraform-hard-coded-key-default
  default = "kj3h45kj3h4"
}

variable "other_password" {
  # ok: terraform-hard-coded-key-default
  default = ""
}

variable "region" {
  # ok: terraform-hard-coded-key-default
  default = "eu-west-1"
}

resource "aws_codebuild_project" "build" {
  environment {
    # ruleid: terraform-privileged-container
    privileged_mode = true
  }
}

resource "docker_container" "app" {
  # ruleid: terraform-privileged-container
  privileged = true
}

resource "docker_container" "other" {
  # ok: terraform-privileged-container
  privileged = false
  # ok: terraform-privileged-container
  name = "other"
}

resource "aws_s3_bucket_policy" "site" {
  policy = jsonencode({
    Statement = [{
      Effect = "Allow"
      # ruleid: terraform-public-bucket
      Principal = "*"
      Action    = "s3:GetObject"
    }]
  })
}
