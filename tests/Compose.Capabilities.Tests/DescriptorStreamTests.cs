using System.IO.Pipes;
using System.Runtime.InteropServices;
using Compose.Capabilities.Files.Linux;
using Compose.Capabilities.Streams;

namespace Compose.Capabilities.Tests;

/// <summary>Sources and sinks over descriptors of the process, as the standard streams are.</summary>
public sealed class DescriptorStreamTests : IDisposable
{
    private readonly AnonymousPipeServerStream _server = new(PipeDirection.Out);

    public DescriptorStreamTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "descriptors of Linux");

    public void Dispose() => _server.Dispose();

    private static FileDescriptor Of(SafeHandle handle) => new((int)handle.DangerousGetHandle(), isOwned: false);

    [Fact]
    public async Task Source_OfAPipe_ReadsWhatIsThereAndWaitsForTheRest()
    {
        using FileDescriptor reading = Of(_server.ClientSafePipeHandle);
        var source = new FileDescriptorSource(reading);
        byte[] buffer = new byte[10];
        Assert.False(source.IsTerminal);
        Assert.False(source.IsReady);
        Assert.Equal(Transfer.Of(0), source.TryRead(buffer));
        Task waiting = source.WaitAsync(default).AsTask();
        _server.Write("abc"u8);
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(source.IsReady);
        Assert.Equal(Transfer.Of(2), source.TryRead(buffer.AsSpan(0, 2)));
        Assert.Equal(Transfer.Of(1), source.TryRead(buffer));
        _server.Dispose();
        Assert.True(source.IsReady);
        Assert.Equal(Transfer.Closed, source.TryRead(buffer));
    }

    [Fact]
    public async Task Source_Waiting_EndsWhenCancelled()
    {
        using FileDescriptor reading = Of(_server.ClientSafePipeHandle);
        using var cancellation = new CancellationTokenSource();
        Task waiting = new FileDescriptorSource(reading).WaitAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Sink_IntoAPipe_NeverBlocksAndLosesNothing()
    {
        using FileDescriptor writing = Of(_server.SafePipeHandle);
        var sink = new FileDescriptorSink(writing);
        int sent = 0;
        for (Transfer room = sink.Capacity(); room.Count > 0; room = sink.Capacity())
        {
            Assert.Equal(4_096, room.Count);
            Assert.Equal(Transfer.Of(4_096), sink.Write(new byte[4_096]));
            sent += 4_096;
        }

        Assert.InRange(sent, 16_384, 10_000_000);
        Assert.False(sink.IsReady);
        Task waiting = sink.WaitAsync(default).AsTask();
        using var client = new AnonymousPipeClientStream(PipeDirection.In, _server.ClientSafePipeHandle);
        byte[] buffer = new byte[sent];
        client.ReadExactly(buffer);
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(sink.IsReady);
        Assert.True(sink.IsFlushed);
    }

    [Fact]
    public void Sink_WhoseReaderHasGone_IsClosed()
    {
        using FileDescriptor writing = Of(_server.SafePipeHandle);
        var sink = new FileDescriptorSink(writing);
        _server.DisposeLocalCopyOfClientHandle();
        Assert.True(sink.IsReady);
        Assert.Equal(Transfer.Closed, sink.Write(new byte[1]));
    }

    [Fact]
    public void Sink_IntoAFullDevice_Fails()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using FileStream full = File.OpenWrite("/dev/full");
        using FileDescriptor writing = Of(full.SafeFileHandle);
        Transfer written = new FileDescriptorSink(writing).Write(new byte[1]);
        Assert.Equal((StreamStatus.Failed, Files.FileError.InsufficientSpace), (written.Status, written.Fault!.File));
    }

    [Fact]
    public void Sink_MadeNonBlockingByOthers_KeepsTheRestForLater()
    {
        // A pipe that takes no more, filled behind the sink's back between the look and the write.
        using FileDescriptor writing = Of(_server.SafePipeHandle);
        MakeNonBlocking(writing);
        var sink = new FileDescriptorSink(writing);
        int sent = 0;
        Transfer written = Transfer.Of(0);
        byte[] odd = new byte[4_096];
        while (sink.IsFlushed && sent < 10_000_000)
        {
            written = sink.Write(odd.AsSpan(0, 4_095));
            Assert.True(written.IsOk);
            sent += 4_095;
        }

        Assert.False(sink.IsFlushed);
        using var client = new AnonymousPipeClientStream(PipeDirection.In, _server.ClientSafePipeHandle);
        byte[] buffer = new byte[65_536];
        int received = client.Read(buffer);
        sink.Finish(TimeSpan.FromSeconds(10));
        Assert.True(sink.IsFlushed);
        while (received < sent)
        {
            received += client.Read(buffer);
        }

        Assert.Equal(sent, received);
    }

    private static void MakeNonBlocking(FileDescriptor descriptor)
    {
        const int SetFlags = 4;
        Assert.Equal(0, Native.Control((int)descriptor.DangerousGetHandle(), SetFlags, LibC.NonBlocking | LibC.WriteOnly));
    }
}
