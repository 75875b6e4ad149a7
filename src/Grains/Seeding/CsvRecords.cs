using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Seeding;

/// <summary>
/// Splits a stream of bytes into CSV records (RFC 4180) and keeps one field of each, or all. More lenient than the RFC:
/// LF alone ends a record, and a quote inside an unquoted field is literal. Memory is bounded by the kept
/// field's limit, however long other fields are.
/// </summary>
/// <param name="from">Position of the first byte.</param>
/// <param name="delimiter">The field separator.</param>
/// <param name="column">Number of the kept field from 0; null keeps all, for a header.</param>
internal sealed class CsvRecords(SeedPosition from, byte delimiter, int? column)
{
    private readonly List<string> _fields = [];
    private readonly List<byte> _held = [];
    private ReadOnlyMemory<byte> _chunk;
    private bool _isLast;
    private bool _inQuotes;
    private bool _afterQuote;
    private bool _wasQuoted;
    private bool _isTooLong;
    private bool _isUtf8 = true;
    private bool _endsInReturn;
    private int _field;
    private long _fieldBytes;
    private long _offset = from.Offset;
    private long _lines = from.Lines;
    private long _firstLine = from.Lines + 1;

    /// <summary>Supplies the next bytes, which must not change until <see cref="TryNext"/> returns false.</summary>
    public void Feed(ReadOnlyMemory<byte> chunk, bool isLast) => (_chunk, _isLast) = (chunk, isLast);

    /// <summary>The next record that is not a blank line.</summary>
    /// <returns>False when more bytes are needed, or there are no more.</returns>
    public bool TryNext(out CsvRecord record)
    {
        record = default;
        while (!_chunk.IsEmpty)
        {
            if (ReadsToTheEndOfARecord() && TryEnd(out record))
            {
                return true;
            }
        }

        return _isLast && (_field > 0 || _fieldBytes > 0 || _wasQuoted) && TryEnd(out record);
    }

    private bool ReadsToTheEndOfARecord()
    {
        var span = _chunk.Span;
        if (_afterQuote)
        {
            _afterQuote = false;
            if (span[0] == (byte)'"')
            {
                Hold(span[..1]);
                _inQuotes = true;
                Take(1);
                return false;
            }
        }

        var end = _inQuotes ? span.IndexOf((byte)'"') : span.IndexOfAny(delimiter, (byte)'\n', (byte)'"');
        var part = span[..(end < 0 ? span.Length : end)];
        Hold(part);
        if (_inQuotes)
        {
            _lines += part.Count((byte)'\n');
        }

        var mark = end < 0 ? (byte)0 : span[end];
        Take(part.Length + (end < 0 ? 0 : 1));
        if (end < 0)
        {
            return false;
        }

        if (_inQuotes)
        {
            (_inQuotes, _afterQuote) = (false, true);
        }
        else if (mark == (byte)'"')
        {
            if (_fieldBytes == 0 && !_wasQuoted)
            {
                _inQuotes = _wasQuoted = true;
            }
            else
            {
                Hold("\""u8);
            }
        }
        else if (mark == delimiter)
        {
            EndField(isLastOfRecord: false);
        }
        else
        {
            _lines++;
            return true;
        }

        return false;
    }

    private bool TryEnd(out CsvRecord record)
    {
        var isOpen = _inQuotes;
        var isBlank = _field == 0 && !_wasQuoted && (_fieldBytes == 0 || (_fieldBytes == 1 && _endsInReturn));
        EndField(isLastOfRecord: true);
        record = new CsvRecord(_firstLine, [.. _fields], _field > (column ?? 0), _isTooLong, _isUtf8, isOpen, new SeedPosition(_offset, _lines));
        _fields.Clear();
        _field = 0;
        _isTooLong = _inQuotes = _afterQuote = false;
        _isUtf8 = true;
        _firstLine = _lines + 1;
        return !isBlank;
    }

    private void EndField(bool isLastOfRecord)
    {
        if (column is null || column == _field)
        {
            // The carriage return before a line feed belongs to the record's end.
            if (isLastOfRecord && _held is [.., (byte)'\r'] && !_inQuotes)
            {
                _held.RemoveAt(_held.Count - 1);
            }

            var bytes = CollectionsMarshal.AsSpan(_held);
            _isUtf8 &= Utf8.IsValid(bytes);
            _fields.Add(Encoding.UTF8.GetString(bytes).Trim());
        }

        _held.Clear();
        _field++;
        _fieldBytes = 0;
        _wasQuoted = false;
    }

    private void Hold(ReadOnlySpan<byte> part)
    {
        _fieldBytes += part.Length;
        _endsInReturn = part.IsEmpty ? _endsInReturn : part[^1] == (byte)'\r';
        if (column is null || column == _field)
        {
            var room = SeedFile.MaxLineBytes - _held.Count;
            _isTooLong |= part.Length > room;
            _held.AddRange(part[..Math.Min(part.Length, room)]);
        }
    }

    private void Take(int bytes)
    {
        _chunk = _chunk[bytes..];
        _offset += bytes;
    }
}
