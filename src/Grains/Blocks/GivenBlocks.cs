using Thresher.Grains.Requests;
using Thresher.Jobs;
using Thresher.Jobs.Http;
using Thresher.Web.Blocks;

namespace Thresher.Grains.Blocks;

/// <summary>By what a crawl knows blocks: the usual marks, and those of its job's file before them.</summary>
public static class GivenBlocks
{
    /// <summary>Reads a job's file, if it names one.</summary>
    /// <exception cref="JobException">It cannot be read, may not be used, or has another form: one line.</exception>
    public static BlockMarks Read(CrawlJob job, SecretPolicy secrets)
    {
        if (job.BlockFile is not { } file)
        {
            return BlockMarks.Usual;
        }

        try
        {
            return BlockMarks.With(secrets.Read("blockFile", new SecretText { File = file }));
        }
        catch (FormatException wrong)
        {
            throw new JobException($"blockFile: {file}: {wrong.Message}");
        }
    }
}
