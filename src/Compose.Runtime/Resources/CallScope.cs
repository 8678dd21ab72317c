namespace Compose.Runtime.Resources;

/// <summary>
/// The borrows of one call: how many borrowed handles the callee still holds (<c>num_borrows</c>), and which of the
/// caller's handles are lent until it returns (<c>lenders</c>). Scopes are pooled per store.
/// </summary>
internal sealed class CallScope
{
    private (HandleTable Table, uint Index)[] _lenders = [];
    private int _lenderCount;

    /// <summary>Borrowed handles that the callee has not dropped.</summary>
    public int Borrows { get; set; }

    /// <summary>The next free scope of the pool, or the scope below on the stack.</summary>
    public CallScope? Next { get; set; }

    /// <summary>Notes that the handle is lent for the time of the call; its lend count was raised.</summary>
    public void AddLender(HandleTable table, uint index)
    {
        if (_lenderCount == _lenders.Length)
        {
            Array.Resize(ref _lenders, Math.Max(4, _lenderCount * 2));
        }

        _lenders[_lenderCount++] = (table, index);
    }

    /// <summary>Gives every lent handle back.</summary>
    public void ReleaseLenders()
    {
        for (int i = 0; i < _lenderCount; i++)
        {
            _lenders[i].Table.Unlend(_lenders[i].Index);
            _lenders[i] = default;
        }

        _lenderCount = 0;
    }

    public void Reset()
    {
        Borrows = 0;
        Array.Clear(_lenders, 0, _lenderCount);
        _lenderCount = 0;
        Next = null;
    }
}
