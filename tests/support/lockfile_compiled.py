"""More samples of manifests and locks (`lockfile`), as their tools write them, and what is to be read of each."""

from __future__ import annotations

from tests.support.lockfile import Sample

COMPILED: dict[str, Sample] = {
    "go.mod": (
        """\
module example.com/demo

go 1.21

require golang.org/x/net v0.7.0

require (
	github.com/gin-gonic/gin v1.8.1
	golang.org/x/text v0.3.7 // indirect
	example.com/old v1.0.0
	example.com/near v1.0.0
)

replace example.com/old => example.com/new v1.1.0
replace example.com/near => ../near
""",
        ["5 golang.org/x/net v0.7.0 direct", "8 github.com/gin-gonic/gin v1.8.1 direct",
         "9 golang.org/x/text v0.3.7 transitive", "10 example.com/new v1.1.0 direct"],
    ),
    "go.sum": (
        """\
golang.org/x/net v0.7.0 h1:aa=
golang.org/x/net v0.7.0/go.mod h1:aa=
golang.org/x/net v0.10.0 h1:aa=
golang.org/x/net v0.9.0 h1:aa=
golang.org/x/sys v0.1.0/go.mod h1:aa=
""",
        ["3 golang.org/x/net v0.10.0 transitive"],
    ),
    "Cargo.lock": (
        """\
version = 3

[[package]]
name = "demo"
version = "0.1.0"
dependencies = [
 "serde",
 "time 0.1.45",
]

[[package]]
name = "serde"
version = "1.0.150"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "time"
version = "0.1.45"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "time"
version = "0.3.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
""",
        ["12 serde 1.0.150 direct", "17 time 0.1.45 direct", "22 time 0.3.0 transitive"],
    ),
    "Cargo.toml": (
        """\
[package]
name = "demo"
[dependencies]
serde = "1"
rand = { version = "=0.8.5", features = ["std"] }
near = { path = "../near" }
[target.'cfg(unix)'.dev-dependencies]
nix = "0.26"
""",
        ["4 serde 1 direct", "5 rand 0.8.5 direct", "8 nix 0.26 direct dev"],
    ),
    "src/App.csproj": (
        """\
<Project Sdk="Microsoft.NET.Sdk">
  <ItemGroup>
    <PackageReference Include="Newtonsoft.Json" Version="12.0.1" />
    <PackageReference Include="Serilog">
      <Version>[2.10.0,3.0)</Version>
    </PackageReference>
    <ProjectReference Include="../Near/Near.csproj" />
  </ItemGroup>
</Project>
""",
        ["3 Newtonsoft.Json 12.0.1 direct", "4 Serilog [2.10.0,3.0) direct"],
    ),
    "packages.config": (
        '<?xml version="1.0" encoding="utf-8"?>\n<packages>\n  <package id="NUnit" version="3.12.0" />\n</packages>\n',
        ["3 NUnit 3.12.0 direct"],
    ),
    "packages.lock.json": (
        """\
{
  "version": 1,
  "dependencies": {
    "net8.0": {
      "Newtonsoft.Json": { "type": "Direct", "requested": "[12.0.1, )", "resolved": "12.0.1" },
      "System.Memory": { "type": "Transitive", "resolved": "4.5.4" },
      "near": { "type": "Project" }
    }
  }
}
""",
        ["5 Newtonsoft.Json 12.0.1 direct", "6 System.Memory 4.5.4 transitive"],
    ),
}  # fmt: skip

JVM: dict[str, Sample] = {
    "pom.xml": (
        """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <version>1.0</version>
  <properties><log4j.version>2.14.1</log4j.version></properties>
  <dependencyManagement>
    <dependencies>
      <dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.12</version></dependency>
    </dependencies>
  </dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-core</artifactId>
      <version>${log4j.version}</version>
    </dependency>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><scope>test</scope></dependency>
    <dependency><groupId>a</groupId><artifactId>b</artifactId><version>[1,2)</version></dependency>
  </dependencies>
  <build><plugins><plugin><dependencies>
    <dependency><groupId>p</groupId><artifactId>q</artifactId><version>1</version></dependency>
  </dependencies></plugin></plugins></build>
</project>
""",
        ["10 org.apache.logging.log4j:log4j-core 2.14.1 direct", "15 junit:junit 4.12 direct dev",
         "16 a:b [1,2) direct"],
    ),
    "build.gradle": (
        """\
dependencies {
    implementation 'com.google.guava:guava:30.0-jre'
    testImplementation("junit:junit:4.12")
    api group: 'org.slf4j', name: 'slf4j-api', version: '1.7.30'
    implementation "a:b:${version}"
    implementation project(':near')
    // implementation 'c:d:1'
}
""",
        ["2 com.google.guava:guava 30.0-jre direct", "3 junit:junit 4.12 direct dev",
         "4 org.slf4j:slf4j-api 1.7.30 direct", "5 a:b ${version} direct"],
    ),
    "gradle.lockfile": (
        "# This is a Gradle generated file\na:b:1.0=compileClasspath,runtimeClasspath\nc:d:2.0=testCompileClasspath\n"
        "empty=annotationProcessor\n",
        ["2 a:b 1.0 unknown", "3 c:d 2.0 unknown dev"],
    ),
}  # fmt: skip

WEB: dict[str, Sample] = {
    "composer.lock": (
        """\
{
    "packages": [
        {
            "name": "symfony/http-kernel",
            "version": "v5.4.0",
            "license": ["MIT"],
            "authors": [
                {
                    "name": "A Person"
                }
            ]
        }
    ],
    "packages-dev": [
        {
            "name": "phpunit/phpunit",
            "version": "9.5.0",
            "license": ["BSD-3-Clause", "MIT"]
        }
    ]
}
""",
        ["4 symfony/http-kernel 5.4.0 unknown [MIT]", "16 phpunit/phpunit 9.5.0 unknown dev [BSD-3-Clause OR MIT]"],
    ),
    "composer.json": (
        '{\n  "require": {\n    "php": ">=8",\n    "symfony/http-kernel": "^5.4"\n  },\n'
        '  "require-dev": {"phpunit/phpunit": "9.5.0"}\n}\n',
        ["4 symfony/http-kernel ^5.4 direct", "6 phpunit/phpunit 9.5.0 direct dev"],
    ),
    "Gemfile.lock": (
        """\
GIT
  remote: https://github.com/a/b
  specs:
    b (1.0)

GEM
  remote: https://rubygems.org/
  specs:
    nokogiri (1.13.0-x86_64-linux)
      racc (~> 1.4)
    racc (1.6.0)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  b!
  nokogiri (~> 1.13)
""",
        ["9 nokogiri 1.13.0 direct", "11 racc 1.6.0 transitive"],
    ),
}  # fmt: skip
