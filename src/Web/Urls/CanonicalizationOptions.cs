using System.Collections.Immutable;

namespace Thresher.Web.Urls;

/// <summary>What <see cref="Canonicalizer"/> omits from a URL's identity.</summary>
public sealed record CanonicalizationOptions
{
    /// <summary>
    /// Parameters that advertising, mail and analytics services append and no page depends on. Names only ever used for
    /// tracking: session identifiers and ambiguous ones (<c>ref</c>, <c>source</c>, <c>cid</c>, <c>sid</c>) are not among them.
    /// </summary>
    public static ImmutableArray<string> DefaultTrackingParameters { get; } =
    [
        "utm_*", // Google Analytics campaigns, adopted by most services
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid", // Google Ads, Merchant Center
        "_ga", "_gl", "_gac", // Google Analytics across domains
        "fbclid", "fb_action_ids", "fb_action_types", "igshid", "igsh", // Facebook, Instagram
        "msclkid", // Microsoft Advertising
        "twclid", "ttclid", "li_fat_id", "epik", "ScCid", "rdt_cid", // Twitter, TikTok, LinkedIn, Pinterest, Snapchat, Reddit
        "yclid", "ysclid", "_openstat", // Yandex, Openstat
        "irclickid", "rb_clickid", "wickedid", "s_kwcid", // Impact, Wicked Reports, Adobe Advertising
        "mc_cid", "mc_eid", "mkt_tok", // Mailchimp, Marketo
        "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp", "hsCtaTracking", "hsa_*", // HubSpot
        "oly_anon_id", "oly_enc_id", "vero_id", "vero_conv", "ml_subscriber", "ml_subscriber_hash", "_kx", // Omeda, Vero, MailerLite, Klaviyo
        "mtm_*", "matomo_*", "pk_*", "piwik_*", // Matomo
        "guccounter", "guce_referrer", "guce_referrer_sig", // Yahoo
    ];

    /// <summary>
    /// Names of query parameters to drop, compared without regard to ASCII case after percent-encoding is normalised; a
    /// trailing <c>*</c> makes a prefix. Default <see cref="DefaultTrackingParameters"/>; empty drops nothing. A crawl must
    /// keep its list: changing it changes the identity of URLs already stored.
    /// </summary>
    public ImmutableArray<string> TrackingParameters { get; init; } = DefaultTrackingParameters;
}
