package com.acme.security;

import java.security.*;
import java.util.Random;
import javax.crypto.*;
import javax.crypto.spec.*;

public class Tokens {
    private static final String LEGACY = "DES/CBC/PKCS5Padding";
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final byte[] FIXED_IV = {1, 2, 3};
    private final Random random = new Random();
    private final SecureRandom secure = new SecureRandom();

    byte[] hashPassword(String password) throws Exception {
        // ruleid: java-weak-crypto-hash
        MessageDigest digest = MessageDigest.getInstance("MD5");
        // ruleid: java-weak-crypto-hash
        String other = DigestUtils.sha1Hex(password);
        // ok: java-weak-crypto-hash
        return MessageDigest.getInstance("SHA-256").digest(password.getBytes());
    }

    String etagOf(byte[] body) throws Exception {
        // ok: java-weak-crypto-hash
        return hex(MessageDigest.getInstance("MD5").digest(body));
    }

    void ciphers(SecretKey key) throws Exception {
        // ruleid: java-weak-crypto-cipher
        Cipher.getInstance("AES/ECB/PKCS5Padding");
        // ruleid: java-weak-crypto-cipher
        Cipher.getInstance("DES");
        // ruleid: java-weak-crypto-cipher
        Cipher.getInstance(LEGACY);
        // ruleid: java-weak-crypto-cipher
        KeyGenerator.getInstance("DESede");
        // ok: java-weak-crypto-cipher
        Cipher.getInstance(ALGORITHM);
        // ok: java-weak-crypto-cipher
        Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
        // ok: java-weak-crypto-cipher
        KeyGenerator.getInstance("AES");
    }

    void vectors(Cipher cipher, SecretKey key, byte[] stored) throws Exception {
        // ruleid: java-weak-crypto-iv
        cipher.init(1, key, new IvParameterSpec("0123456789abcdef".getBytes()));
        byte[] zero = new byte[16];
        // ruleid: java-weak-crypto-iv
        cipher.init(1, key, new IvParameterSpec(zero));
        byte[] iv = new byte[12];
        secure.nextBytes(iv);
        // ok: java-weak-crypto-iv
        cipher.init(1, key, new GCMParameterSpec(128, iv));
        // ok: java-weak-crypto-iv
        cipher.init(1, key, new IvParameterSpec(stored));
    }

    void sizes(char[] password, byte[] salt) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        // ruleid: java-weak-crypto-key-size
        generator.initialize(1024);
        KeyPairGenerator strong = KeyPairGenerator.getInstance("RSA");
        // ok: java-weak-crypto-key-size
        strong.initialize(3072);
        // ruleid: java-weak-crypto-key-size
        new PBEKeySpec(password, salt, 1000, 256);
        // ok: java-weak-crypto-key-size
        new PBEKeySpec(password, salt, 310000, 256);
    }

    String resetToken() {
        // ruleid: java-weak-random
        return Long.toHexString(random.nextLong());
    }

    String generatePassword() {
        // ruleid: java-weak-random
        return RandomStringUtils.randomAlphanumeric(12);
    }

    String sessionToken() {
        byte[] bytes = new byte[32];
        // ok: java-weak-random
        secure.nextBytes(bytes);
        return hex(bytes);
    }

    long jitter() {
        // ok: java-weak-random
        return random.nextInt(100);
    }
}
