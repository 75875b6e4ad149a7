namespace Thresher.Client.CommandLine;

/// <summary>What <c>--help</c> of a command shows at its end: command lines to copy, and what to do next.</summary>
internal static class Examples
{
    /// <summary>Of every command, by its name: the examples without the program's name, and the next step.</summary>
    public static IReadOnlyDictionary<string, (string[] Lines, string Next)> All { get; } = new Dictionary<string, (string[], string)>
    {
        ["crawl"] = (
            ["crawl https://example.org/", "crawl example.org --max-pages 100 --delay 500ms", "crawl job.json --name trial", "crawl trial --refresh"],
            "`thresher status NAME` counts, `thresher export NAME` writes the pages, `thresher failures NAME` says what is missing"),
        ["init"] = (
            ["init https://example.org/", "init example.org --file shop.yaml"],
            "edit the file, look at it with `thresher try URL --job FILE`, then `thresher crawl FILE`"),
        ["try"] = (
            ["try https://example.org/item/1 --job job.json", "try https://example.org/item/1 --job job.json --file saved.html"],
            "`thresher crawl JOB.json` crawls by the job; `thresher extract NAME --job JOB.json` reads what is stored by it"),
        ["extract"] = (
            ["extract shop", "extract shop --job job.json --where '/item/'", "extract shop --refetch"],
            "`thresher export NAME --what items` writes the records"),
        ["seed"] = (
            ["seed shop https://example.org/a https://example.org/b", "seed shop --create --file urls.txt", "seed shop --template 'https://example.org/items/{0..999}'"],
            "`thresher crawl --name NAME` crawls them; a crawl that runs takes them at once"),
        ["status"] = (["status", "status shop --json"], "`thresher watch NAME` follows it, `thresher failures NAME` says why URLs are missing"),
        ["watch"] = (["watch", "watch shop --json"], "`thresher export NAME` writes what is stored, also while it runs"),
        ["hosts"] = (["hosts shop", "hosts shop --json"], "`thresher explain URL` says why a host waits, `thresher pause NAME --host H` leaves it alone"),
        ["job"] = (["job shop", "job shop --all", "job shop --diff job.json"], "`thresher crawl NAME --reset max-pages` takes an option back"),
        ["log"] = (["log shop --last 10m", "log shop --follow --host example.org", "log shop --reason not-found --json"], "`thresher explain URL` says more of one URL"),
        ["explain"] = (["explain https://example.org/item/1", "explain https://example.org/item/1 --crawl shop --json"], "`thresher retry NAME --reason REASON` tries again what failed"),
        ["failures"] = (["failures shop", "failures shop --retrying", "failures shop --reason not-found --json"], "`thresher retry NAME --reason REASON` tries them again, `thresher explain URL` says more of one"),
        ["retry"] = (["retry shop", "retry shop --reason connect-timeout"], "`thresher crawl NAME` fetches them where no process crawls it"),
        ["pause"] = (["pause shop", "pause shop --host example.org"], "`thresher resume NAME` goes on"),
        ["resume"] = (["resume shop", "resume shop --host example.org"], "`thresher watch NAME` follows it"),
        ["stop"] = (["stop shop"], "`thresher crawl NAME` continues it"),
        ["remove"] = (["remove shop", "remove shop --yes"], "`thresher crawl URL` begins anew"),
        ["export"] = (
            ["export shop -o pages.jsonl", "export shop --what items --format csv -o items.csv", "export shop --what items --follow"],
            "docs/exports.md describes the columns"),
        ["verify"] = (["verify shop", "verify shop --json"], "`thresher export NAME` writes what is stored"),
        ["demo"] = (["demo", "demo --chaos"], "`thresher crawl URL` crawls the web"),
    };
}
