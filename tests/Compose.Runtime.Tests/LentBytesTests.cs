using System.Text;
using Compose.Runtime.Abi;

namespace Compose.Runtime.Tests;

/// <summary>Lists of bytes that a host function takes and gives without a copy of its own.</summary>
public sealed class LentBytesTests
{
    private readonly HostInstance _host = new("test:host/bytes@1.0.0");
    private readonly LentBytes _answer = new(new byte[64]);
    private readonly List<Value> _seen = [];

    private string Go(uint length, ComponentStoreOptions? options = null)
    {
        using ComponentStore store = Fixture.Store(options);
        ComponentInstance instance = Fixture.Image("bytes").Instantiate(store, new Fixture.Imports(_ => _host));
        instance.GetFunction("go").Call(Value.From(length));
        return Encoding.UTF8.GetString(instance.GetFunction("go").Call(Value.From(length)).AsBytes);
    }

    private HostOutcome Join(HostCall call, ReadOnlySpan<Value> args, byte[] buffer, LentBytes lent)
    {
        _seen.Clear();
        _seen.AddRange(args);
        ReadOnlySpan<byte> first = args[0].AsSpan, second = args[1].AsSpan;
        first.CopyTo(buffer);
        second.CopyTo(buffer.AsSpan(first.Length));
        int count = first.Length + second.Length;
        return call.MayLend ? lent.Lend(count) : Value.From(buffer[..count]);
    }

    private void Define(bool lends)
    {
        var buffer = new byte[64];
        var lent = new LentBytes(buffer);
        _host.Define("join", (call, args) => Join(call, args, buffer, lent), lends);
    }

    [Fact]
    public void Function_ThatLends_SeesTheGuestsMemoryAndAnswersFromItsBuffer()
    {
        Define(lends: true);
        Assert.Equal("one,two,", Go(4));
        Assert.IsType<LentBytes>(_seen[0].Object);

        // One loan a call: the second list is a copy.
        Assert.IsType<byte[]>(_seen[1].Object);
        Assert.Equal("", Go(0));
    }

    [Fact]
    public void Loan_AfterTheCall_IsEmpty()
    {
        Define(lends: true);
        Go(4);
        Assert.Equal(0, _seen[0].AsSpan.Length);
        Assert.Empty(_seen[0].Kept.AsBytes);
    }

    [Fact]
    public void Function_ThatDoesNotLend_GetsArrays()
    {
        Define(lends: false);
        Assert.Equal("one,two,", Go(4));
        Assert.All(_seen, value => Assert.Equal(4, value.AsBytes.Length));
    }

    [Fact]
    public void Function_BeneathAHook_GetsArraysForTheHookKeepsThem()
    {
        Define(lends: true);
        var hook = new Keeper();
        Assert.Equal("one,two,", Go(4, new ComponentStoreOptions { CallHook = hook }));
        Assert.All(_seen, value => Assert.Equal(4, value.AsBytes.Length));
        Assert.Equal("one,two,", Encoding.UTF8.GetString(hook.Answer.AsBytes));
    }

    [Fact]
    public void Loan_LeftByATrap_DoesNotReachTheNextCall()
    {
        bool fails = true;
        _host.Define("join", (_, args) => fails ? throw new GuestTrapException("no") : Value.From(args[0].AsSpan.ToArray()), lends: true);
        Assert.Throws<GuestTrapException>(() => Go(4));
        fails = false;
        Assert.Equal("one, t", Go(6));
    }

    [Fact]
    public void Loan_LongerThanTheBuffer_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => _answer.Lend(65));

    [Fact]
    public void Loan_BeyondTheLimitOnValues_IsRefusedAsACopyIs()
    {
        Define(lends: true);
        var refused = Assert.Throws<ComposeException>(() => Go(15, new ComponentStoreOptions { MaxLiftedBytes = 20 }));
        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, refused.Error.Code);
    }

    private sealed class Keeper : IHostCallHook
    {
        public Value Answer { get; private set; }

        public void OnCall(HostCall call, AbiFunction type, ReadOnlySpan<Value> args) => Assert.IsType<byte[]>(args[0].Object);

        public void OnAnswer(HostCall call, AbiFunction type, ReadOnlySpan<Value> args, in Value answer) => Answer = answer;
    }
}
