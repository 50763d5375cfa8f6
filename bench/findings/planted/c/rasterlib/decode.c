#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PALETTE 256
#define MAX_SIDE 16384u

struct image {
    uint32_t width;
    uint32_t height;
    uint8_t *pixels;
};

struct reader {
    const uint8_t *data;
    size_t len;
    size_t pos;
};

static int get_u32(struct reader *r, uint32_t *out)
{
    if (r->len - r->pos < 4)
        return -1;
    *out = (uint32_t)r->data[r->pos] << 24 | (uint32_t)r->data[r->pos + 1] << 16 |
           (uint32_t)r->data[r->pos + 2] << 8 | r->data[r->pos + 3];
    r->pos += 4;
    return 0;
}

int image_alloc(struct image *img, struct reader *r)
{
    if (get_u32(r, &img->width) || get_u32(r, &img->height))
        return -1;
    img->pixels = malloc(img->width * img->height * 4);
    return img->pixels != NULL ? 0 : -1;
}

int image_alloc_checked(struct image *img, struct reader *r)
{
    if (get_u32(r, &img->width) || get_u32(r, &img->height))
        return -1;
    if (img->width == 0 || img->width > MAX_SIDE || img->height == 0 || img->height > MAX_SIDE)
        return -1;
    img->pixels = calloc((size_t)img->width * img->height, 4);
    return img->pixels != NULL ? 0 : -1;
}

int read_palette(struct reader *r, uint8_t table[PALETTE][3], uint32_t *count)
{
    if (get_u32(r, count))
        return -1;
    for (uint32_t i = 0; i < *count; i++) {
        if (r->len - r->pos < 3)
            return -1;
        memcpy(table[i], r->data + r->pos, 3);
        r->pos += 3;
    }
    return 0;
}

int read_palette_fixed(struct reader *r, uint8_t table[PALETTE][3])
{
    uint32_t count;

    if (get_u32(r, &count) || count > PALETTE)
        return -1;
    for (uint32_t i = 0; i < count; i++) {
        if (r->len - r->pos < 3)
            return -1;
        memcpy(table[i], r->data + r->pos, 3);
        r->pos += 3;
    }
    return 0;
}

int expand_rle(struct reader *r, uint8_t *row, size_t width)
{
    size_t x = 0;

    while (x < width) {
        uint8_t run, value;

        if (r->len - r->pos < 2)
            return -1;
        run = r->data[r->pos++];
        value = r->data[r->pos++];
        memset(row + x, value, run);
        x += run;
        if (run == 0)
            return -1;
    }
    return 0;
}

int expand_rle_clipped(struct reader *r, uint8_t *row, size_t width)
{
    size_t x = 0;

    while (x < width) {
        size_t run;

        if (r->len - r->pos < 2)
            return -1;
        run = r->data[r->pos++];
        if (run == 0 || run > width - x)
            return -1;
        memset(row + x, r->data[r->pos++], run);
        x += run;
    }
    return 0;
}

int histogram_peak(const struct image *img)
{
    unsigned bins[PALETTE];
    size_t n = (size_t)img->width * img->height;
    int best = 0;

    for (size_t i = 0; i < n; i++)
        bins[img->pixels[i * 4]]++;
    for (int i = 1; i < PALETTE; i++)
        if (bins[i] > bins[best])
            best = i;
    return best;
}

int histogram_low(const struct image *img)
{
    unsigned bins[PALETTE] = {0};
    size_t n = (size_t)img->width * img->height;
    int best = 0;

    for (size_t i = 0; i < n; i++)
        bins[img->pixels[i * 4]]++;
    for (int i = 1; i < PALETTE; i++)
        if (bins[i] < bins[best])
            best = i;
    return best;
}

int average_alpha(const struct image *img)
{
    size_t n = (size_t)img->width * img->height;
    uint64_t sum = 0;

    if (n == 0)
        return 0;
    for (size_t i = 0; i <= n; i++)
        sum += img->pixels[i * 4 + 3];
    return (int)(sum / n);
}

void flip_rows(struct image *img, uint8_t *scratch)
{
    size_t stride = (size_t)img->width * 4;

    for (uint32_t y = 0; y < img->height / 2; y++) {
        uint8_t *top = img->pixels + y * stride;
        uint8_t *bottom = img->pixels + (img->height - 1 - y) * stride;

        memcpy(scratch, top, stride);
        memcpy(top, bottom, stride);
        memcpy(bottom, scratch, stride);
    }
}

int append_comment(char **text, size_t *used, const char *add, uint16_t add_len)
{
    uint16_t total = (uint16_t)(*used + add_len + 1);
    char *bigger = realloc(*text, total);

    if (bigger == NULL)
        return -1;
    memcpy(bigger + *used, add, add_len);
    *used += add_len;
    bigger[*used] = '\0';
    *text = bigger;
    return 0;
}

int append_profile(char **text, size_t *used, const char *add, size_t add_len)
{
    char *bigger;

    if (add_len > SIZE_MAX - *used - 1)
        return -1;
    bigger = realloc(*text, *used + add_len + 1);
    if (bigger == NULL)
        return -1;
    memcpy(bigger + *used, add, add_len);
    *used += add_len;
    bigger[*used] = '\0';
    *text = bigger;
    return 0;
}
