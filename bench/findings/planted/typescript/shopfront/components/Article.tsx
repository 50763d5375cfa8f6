'use client';

import DOMPurify from 'isomorphic-dompurify';
import { useSearchParams } from 'next/navigation';
import { useEffect, useMemo, useRef, useState } from 'react';

interface Review {
  id: number;
  author: string;
  text: string;
}

interface Props {
  id: number;
  description: string;
  reviews: Review[];
}

const NOTICE = '<strong>Free delivery</strong> from 50 euros';

export function Description({ description }: Pick<Props, 'description'>) {
  const clean = useMemo(() => DOMPurify.sanitize(description), [description]);
  return <div className="description" dangerouslySetInnerHTML={{ __html: clean }} />;
}

export function Notice() {
  return <p dangerouslySetInnerHTML={{ __html: NOTICE }} />;
}

export function ReviewList({ reviews }: Pick<Props, 'reviews'>) {
  const highlighted = useSearchParams().get('mark') ?? '';
  return (
    <ul>
      {reviews.map((review) => {
        const marked = highlighted ? review.text.split(highlighted).join(`<mark>${highlighted}</mark>`) : review.text;
        return (
          <li key={review.id}>
            <cite>{review.author}</cite>
            <q dangerouslySetInnerHTML={{ __html: marked }} />
          </li>
        );
      })}
    </ul>
  );
}

export function Ticker({ id }: Pick<Props, 'id'>) {
  const [stock, setStock] = useState<number | null>(null);
  const box = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    const timer = setInterval(() => {
      fetch(`/api/stock/${id}`)
        .then((answer) => answer.json())
        .then((body: { stock: number }) => setStock(body.stock))
        .catch(() => setStock(null));
    }, 5000);
    box.current?.setAttribute('data-timer', String(timer));
  }, [id]);

  return <span ref={box}>{stock ?? 'unknown'}</span>;
}

export function Clock() {
  const [now, setNow] = useState(() => new Date());

  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);

  return <time dateTime={now.toISOString()}>{now.toLocaleTimeString()}</time>;
}

export default function Article(props: Props) {
  return (
    <article>
      <Notice />
      <Description description={props.description} />
      <ReviewList reviews={props.reviews} />
      <Ticker id={props.id} />
      <Clock />
    </article>
  );
}
