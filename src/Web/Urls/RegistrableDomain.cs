using System.Collections.Frozen;

namespace Thresher.Web.Urls;

/// <summary>
/// The domain someone registered, for <c>--scope domain</c>: one label more than the public suffix. No maintained package of
/// the Public Suffix List restores, so this knows the suffixes of two labels in common use; any other suffix is taken to be
/// the last label. Where a rarer suffix is missing, the scope is wider than meant: <c>--scope host</c> is exact.
/// </summary>
public static class RegistrableDomain
{
    // Each line: a top-level domain and the labels under it that are suffixes.
    private const string Suffixes = """
        ae ac co gov mil net org sch
        ar com edu gob gov int mil net org tur
        at ac co gv or
        au asn com edu gov id net org
        bd ac com edu gov mil net org
        bh com edu gov net org
        bo com edu gob int mil net org tv
        br adm adv art blog com coop edu eng eti far flog fm gov ind inf jus leg med mil mus net not ntr org ppg pro psi rec srv tmp tur tv vet vlog wiki
        by com gov mil of
        ci ac com co ed edu go gouv int net or org
        cn ac com edu gov mil net org ah bj cq fj gd gs gx gz ha hb he hi hl hn jl js jx ln nm nx qh sc sd sh sn sx tj xj xz yn zj
        co com edu gov mil net nom org
        cr ac co ed fi go or sa
        cy ac com gov ltd net org
        do art com edu gob gov mil net org sld web
        dz art asso com edu gov net org pol
        ec com edu fin gob gov info k12 med mil net org pro
        ee aip com edu fie gov lib med org pri riik
        eg com edu eun gov mil name net org sci
        es com edu gob nom org
        et biz com edu gov info name net org
        fj ac biz com gov info mil name net org pro
        fr asso com gouv nom prd tm
        ge com edu gov mil net org pvt
        gh com edu gov mil org
        gr com edu gov net org
        gt com edu gob ind mil net org
        hk com edu gov idv net org
        hr com from iz name
        hu 2000 agrar bolt casino city co erotica erotika film forum games hotel info ingatlan jogasz konyvelo lakas media news org priv reklam sex shop sport suli szex tm tozsde utazas video
        id ac biz co desa go mil my net or ponpes sch web
        il ac co gov idf k12 muni net org
        im ac co com net org ro tt tv
        in ac co edu firm gen gov ind mil net nic org res
        iq com edu gov mil net org
        ir ac co gov id net org sch
        it edu gov
        jo com edu gov mil name net org sch
        jp ac ad co ed go gr lg ne or
        ke ac co go info me mobi ne or sc
        kr ac co es go hs kg mil ms ne or pe re sc busan seoul
        kw com edu emb gov ind net org
        kz com edu gov mil net org
        lb com edu gov net org
        lk ac assn com edu gov grp hotel int ltd net ngo org sch soc web
        lv asn com conf edu gov id mil net org
        ly com edu gov id med net org plc sch
        ma ac co gov net org press
        me ac co edu gov its net org priv
        mk com edu gov inf name net org
        mo com edu gov net org
        mt com edu net org
        mu ac co com gov net or org
        mx com edu gob net org
        my biz com edu gov mil name net org
        mz ac adv co edu gov mil net org
        ng com edu gov i mil mobi name net org sch
        ni ac biz co com edu gob in info int mil net nom org web
        no co dep fhs folkebibl fylkesbibl herad idrett kommune mil museum priv stat vgs
        nz ac co cri geek gen govt health iwi kiwi maori mil net org parliament school
        om co com edu gov med museum net org pro
        pa abo ac com edu gob ing med net nom org sld
        pe com edu gob mil net nom org
        ph com edu gov i mil net ngo org
        pk biz com edu fam gob gok gon gop gos gov info net org web
        pl agro aid atm auto biz com edu gmina gov gsm info mail media miasta mil net nieruchomosci nom org pc powiat priv realestate rel sex shop sklep sos szkola targi tm tourism travel turystyka
        pr ac biz com edu est gov info isla name net org pro prof
        ps com edu gov net org plo sec
        pt com edu gov int net nome org publ
        py com coop edu gov mil net org
        qa com edu gov mil name net org sch
        ro arts com firm info nom nt org rec store tm www
        rs ac co edu gov in org
        ru ac edu gov int mil
        rw ac co coop gov mil net org
        sa com edu gov med net org pub sch
        sg com edu gov net org per
        sv com edu gob org red
        th ac co go in mi net or
        tn com ens fin gov ind info intl mincom nat net org perso tourism
        tr av bbs bel biz com dr edu gen gov info k12 kep mil name net org pol tel tsk tv web
        tt aero biz co com coop edu gov info int jobs mobi museum name net org pro travel
        tw club com ebiz edu game gov idv mil net org
        tz ac co go hotel info me mil mobi ne or sc tv
        ua cherkassy chernigov com crimea cv dn dp edu gov if in ivano-frankivsk kh kharkov kherson khmelnitskiy kiev kr kyiv lg lviv mk net nikolaev od odessa org pl poltava rv sumy te ternopil uz vinnica vn volyn zaporizhzhe zhitomir zp zt
        ug ac co com go ne or org sc
        uk ac co gov ltd me net nhs org plc police
        uy com edu gub mil net org
        uz co com net org
        ve arts co com e12 edu firm gob gov info int mil net org rec store tec web
        vn ac biz com edu gov health info int name net org pro
        za ac agric alt co edu gov grondar law mil net ngo nic nis nom org school tm web
        zm ac biz co com edu gov info mil net org sch
        zw ac co gov mil org
        com appspot blogspot codespot githubusercontent herokuapp myshopify onrender firebaseapp withgoogle
        net azurewebsites cloudapp cloudfront
        io github gitlab readthedocs
        dev fly pages r2 workers
        app netlify vercel web
        org eu
        sh now
        """;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = Read();

    /// <summary>The registrable domain of a host, e.g. <c>example.co.uk</c> of <c>www.example.co.uk</c>, without a trailing dot.</summary>
    /// <param name="host">As <see cref="WebUrl.Host"/> gives it: lower-case ASCII.</param>
    /// <returns>The host itself for IP addresses, single labels and public suffixes.</returns>
    public static string Of(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = host.AsSpan().TrimEnd('.');
        if (name.IsEmpty || host[0] == '[' || IPv4Host.EndsInNumber(name))
        {
            return host;
        }

        var start = LabelBefore(name, LabelBefore(name, name.Length));
        if (start > 0 && (Known.Contains(name[start..]) || IsCustomarySuffix(name[start..])))
        {
            start = LabelBefore(name, start);
        }

        return start == 0 && name.Length == host.Length ? host : name[start..].ToString();
    }

    // Country registries that divide their domain name its parts alike.
    private static bool IsCustomarySuffix(ReadOnlySpan<char> lastTwo) =>
        lastTwo.Length > 3 && lastTwo[^3] == '.' && lastTwo[..^3] is ("com" or "edu" or "gov" or "net" or "org");

    // Start of the label that ends before the dot at end - 1 (or at the end of the name).
    private static int LabelBefore(ReadOnlySpan<char> name, int end) =>
        end == 0 ? 0 : name[..(end == name.Length ? end : end - 1)].LastIndexOf('.') + 1;

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Read()
    {
        var names = from line in Suffixes.Split('\n', StringSplitOptions.TrimEntries)
                    let labels = line.Split(' ')
                    from label in labels.Skip(1)
                    select $"{label}.{labels[0]}";
        return names.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
