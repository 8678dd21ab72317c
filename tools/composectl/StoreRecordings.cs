using Compose.Exec;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary>Keeps the recordings of a server in the store, by digest, and says which they are.</summary>
internal sealed class StoreRecordings(Invocation invocation, ContentStore store) : IRecordingSink
{
    private long _last;

    public Stream Begin(out long run)
    {
        run = Interlocked.Increment(ref _last);
        return ScratchFile.Beside(Path.Combine(store.Root, "recording")).Stream;
    }

    public void End(long run, Stream recording, Digest digest)
    {
        string path = ((FileStream)recording).Name;
        recording.Dispose();
        store.Put(File.ReadAllBytes(path));
        File.Delete(path);
        lock (invocation)
        {
            invocation.Say($"recorded request {run}: {digest}");
        }
    }

    public void Abandon(long run, Stream recording)
    {
        recording.Dispose();
        File.Delete(((FileStream)recording).Name);
    }
}
