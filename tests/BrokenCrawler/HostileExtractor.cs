using Thresher.Extraction.Extractors;
using Thresher.Extraction.Sources;

namespace Thresher.BrokenCrawler;

/// <summary>An extractor that does on each page below /hostile/ what the page's name says.</summary>
public sealed class HostileExtractor : IPageExtractor
{
    private static readonly List<byte[]> Eaten = [];

    public string Name => "hostile";

    public bool Wants(PageSource page) => Behaviour(page) is not null;

    public IEnumerable<ExtractedRecord> Extract(PageSource page) => Behaviour(page)!.Split('-')[0] switch
    {
        "sleeps" => Sleep(),
        "spins" => Spin(),
        "eats" => Eat(),
        "exits" => Exit(),
        "prints" => Print(),
        "escapes" => throw new InvalidOperationException("\u001b[31mred\u0007\r\nthresher: forged"),
        _ => [new ExtractedRecord(new { page.Text.Length })],
    };

    private static string? Behaviour(PageSource page) =>
        page.Url.RequestHref.Split("/hostile/") is [_, var name] ? name : null;

    private static IEnumerable<ExtractedRecord> Sleep()
    {
        Thread.Sleep(Timeout.Infinite);
        return [];
    }

    private static IEnumerable<ExtractedRecord> Spin()
    {
        for (var turns = 0L; turns >= 0; turns = (turns + 1) & long.MaxValue)
        {
            Thread.SpinWait(1);
        }

        return [];
    }

    private static IEnumerable<ExtractedRecord> Eat()
    {
        while (true)
        {
            var bytes = new byte[16 * 1024 * 1024];
            Array.Fill(bytes, (byte)1);
            Eaten.Add(bytes);
        }
    }

    private static IEnumerable<ExtractedRecord> Exit()
    {
        Environment.Exit(0);
        return [];
    }

    private static IEnumerable<ExtractedRecord> Print()
    {
        Console.WriteLine("This is not part of the conversation.");
        return [new ExtractedRecord(new { Printed = true })];
    }
}
